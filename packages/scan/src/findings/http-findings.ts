import { isIP } from 'node:net'
import { type HttpCookie, type HttpRecord, type ServiceRecord } from '@windvane/model'
import { defineFinding } from './define-finding.ts'

/** Findings about web servers by what their pages and headers told. */
export const httpFindings = [
  defineFinding({
    id: 'http-proxy-open',
    title: 'An HTTP proxy answers strangers without asking for a login',
    severity: 'low',
    description:
      'Whether it relays was not tried. If its rules do, it hides whoever uses it and opens inner networks. Require a login (407) or limit the addresses.',
    ofService: findOpenProxy,
  }),
  defineFinding({
    id: 'login-over-http',
    title: 'A login is offered without encryption',
    severity: 'medium',
    description: 'Names and passwords cross the network in clear. Redirect to HTTPS.',
    ofHttp: findPlainLogin,
  }),
  defineFinding({
    id: 'https-to-http',
    title: 'HTTPS redirects to plain HTTP',
    severity: 'medium',
    description: 'Whoever comes safely is sent on without encryption. Redirect to HTTPS only.',
    ofHttp: ({ tunnel, redirects }) => {
      const plain = redirects.find(({ to }) => tunnel === 'tls' && to.startsWith('http:'))
      return plain && `${plain.from} redirects to ${plain.to}`
    },
  }),
  defineFinding({
    id: 'directory-listing',
    title: 'A directory is listed',
    severity: 'medium',
    description: 'Files that no page links to can be found by anybody. Switch listings off.',
    ofHttp: findListing,
  }),
  defineFinding({
    id: 'debug-mode',
    title: 'A web application runs in debug mode',
    severity: 'medium',
    description: 'Its error pages tell settings and code, and some run commands. Switch it off.',
    ofHttp: findDebugMode,
  }),
  defineFinding({
    id: 'hsts-missing',
    title: 'HTTP Strict Transport Security is missing',
    severity: 'low',
    description:
      'A browser may be led to plain HTTP on its next visit. Send Strict-Transport-Security with a max-age of a year (RFC 6797).',
    ofHttp: findMissingHsts,
  }),
  defineFinding({
    id: 'cookie-not-secure',
    title: 'A cookie may travel without encryption',
    severity: 'low',
    description: 'Without Secure a browser sends it over plain HTTP too. Add the attribute.',
    ofHttp: ({ tunnel, cookies }) =>
      tellCookies(cookies.filter(({ isSecure }) => tunnel === 'tls' && !isSecure)),
  }),
  defineFinding({
    id: 'cookie-not-http-only',
    title: 'A session cookie is open to scripts',
    severity: 'low',
    description:
      'Without HttpOnly a script that gets into the page takes the session. Add the attribute.',
    ofHttp: ({ cookies }) =>
      tellCookies(cookies.filter((cookie) => !cookie.isHttpOnly && isSession(cookie))),
  }),
  defineFinding({
    id: 'http-status-page',
    title: 'A status page of the server is open',
    severity: 'low',
    description: 'It tells requests, addresses and load to anybody. Limit it to inner addresses.',
    ofHttp: ({ title = '' }) =>
      /^(?:Apache Status|Server Information|nginx vhost traffic status monitor|PHP-FPM status)/i.test(
        title,
      )
        ? `title "${title}"`
        : undefined,
  }),
  defineFinding({
    id: 'http-trace',
    title: 'TRACE is among the methods that the server takes',
    severity: 'low',
    description:
      'It was not tried. It echoes requests, with whatever a proxy adds to them. Switch it off.',
    ofHttp: ({ methods = [] }) => (methods.includes('TRACE') ? tellMethods(methods) : undefined),
  }),
  defineFinding({
    id: 'webdav',
    title: 'WebDAV is switched on',
    severity: 'low',
    description:
      'Files may be listed and, where rights are missing, written over HTTP. Switch it off unless it is used.',
    ofHttp: ({ dav, methods = [] }) => {
      if (dav !== undefined) return `DAV: ${dav}`
      return methods.includes('PROPFIND') ? tellMethods(methods) : undefined
    },
  }),
  defineFinding({
    id: 'default-page',
    title: 'A web server shows the page it was installed with',
    severity: 'info',
    description: 'Nobody seems to look after it. Remove the server or give it its site.',
    ofHttp: ({ title = '' }) => (defaultTitle.test(title) ? `title "${title}"` : undefined),
  }),
  defineFinding({
    id: 'security-txt-expired',
    title: 'security.txt has expired',
    severity: 'info',
    description: 'Whoever finds a flaw cannot trust its contacts. Renew it (RFC 9116 2.5.5).',
    ofHttp: ({ securityTxt }) =>
      securityTxt?.isExpired ? `Expires: ${securityTxt.expires}` : undefined,
  }),
] as const

/** A 403 refuses strangers, a 407 asks for a login: only what says neither may be open. */
function findOpenProxy(service: ServiceRecord): string | undefined {
  const { name, isAuthRequired, extra, evidence } = service
  if (name !== 'http-proxy' || isAuthRequired === true) return undefined
  return extra['status'] === 403 || extra['status'] === 407 ? undefined : evidence
}

function findPlainLogin(http: HttpRecord): string | undefined {
  if (http.tunnel === 'tls') return undefined
  if (http.hasPasswordField) return `password field on ${http.url}`
  const scheme = http.headers.find(
    ([name, value]) => name.toLowerCase() === 'www-authenticate' && /^Basic\b/i.test(value),
  )
  return scheme && `${http.url} asks for ${scheme[1]}`
}

function findListing({ status, title = '', url }: HttpRecord): string | undefined {
  const isListing = /^(?:Index of|Directory listing for|Directory: |Listing of) ?\//i.test(title)
  return status === 200 && isListing ? `${url}: "${title}"` : undefined
}

const debugTitle =
  /^(?:DisallowedHost at \/|.{0,100} \/\/ Werkzeug Debugger$|Whoops! There was an error)/

function findDebugMode({ title = '', headers }: HttpRecord): string | undefined {
  if (debugTitle.test(title)) return `title "${title}"`
  const profiler = headers.find(([name]) => name.toLowerCase() === 'x-debug-token-link')
  return profiler && `${profiler[0]}: ${profiler[1]}`
}

/** RFC 6797 8.1.1: an address has no such policy. */
function findMissingHsts({ tunnel, host, url, securityHeaders }: HttpRecord): string | undefined {
  if (tunnel !== 'tls' || isIP(host) !== 0) return undefined
  const policy = securityHeaders['strict-transport-security']
  if (policy === null) return `no Strict-Transport-Security on ${url}`
  return /\bmax-age="?0+\b/i.test(policy ?? '') ? `Strict-Transport-Security: ${policy}` : undefined
}

function tellCookies(cookies: readonly HttpCookie[]): string | undefined {
  if (cookies.length === 0) return undefined
  return `cookies: ${cookies.map(({ name }) => name).join(', ')}`
}

/** A token against forged requests has to be read by scripts. */
function isSession({ name }: HttpCookie): boolean {
  return /sess|sid\b|auth|^token|jwt/i.test(name) && !/csrf|xsrf/i.test(name)
}

function tellMethods(methods: readonly string[]): string {
  return `Allow: ${methods.join(', ')}`
}

const defaultTitle =
  /^(?:Welcome to nginx|Welcome to OpenResty|Apache2 (?:Debian|Ubuntu) Default Page|It works!$|Test Page for the (?:Apache|HTTP Server|Nginx)|HTTP Server Test Page|IIS Windows|IIS\d|Internet Information Services|Apache Tomcat(?:\/|$)|Caddy works!|Welcome to Caddy|Welcome to CentOS|Placeholder page|Web Server's Default Page|Plesk Onyx|Default Parallels Plesk)/
