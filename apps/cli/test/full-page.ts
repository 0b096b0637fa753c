import { type HttpRecord } from '@windvane/model'

/** A web page with every member. */
export const fullPage: HttpRecord = {
  address: '192.0.2.10',
  port: 443,
  tunnel: 'tls',
  host: 'www.host.example',
  url: 'https://www.host.example/start',
  status: 200,
  reason: 'OK',
  title: 'Welcome to the host',
  server: 'nginx/1.22.1',
  contentType: 'text/html; charset=utf-8',
  contentLength: 5120,
  protocols: ['http/1.1', 'h2', 'h3'],
  redirects: [
    { status: 301, from: 'http://www.host.example/', to: '/start', isFollowed: true },
    { status: 302, from: '/start', to: 'https://login.host.example/', isFollowed: false },
  ],
  headers: [
    ['Server', 'nginx/1.22.1'],
    ['Content-Type', 'text/html; charset=utf-8'],
    ['Set-Cookie', 'session=1; HttpOnly'],
  ],
  body: {
    sha256: '77'.repeat(32),
    mmh3: -1_234_567,
    sizeBytes: 5120,
    isTruncated: true,
    preview: '<!doctype html>\n<title>Welcome to the host</title>',
  },
  favicon: {
    url: '/favicon.ico',
    sizeBytes: 1150,
    md5: '88'.repeat(16),
    sha256: '99'.repeat(32),
    mmh3: 116_323_821,
  },
  technologies: [
    {
      name: 'nginx',
      version: '1.22.1',
      cpe: 'cpe:2.3:a:f5:nginx:1.22.1:*:*:*:*:*:*:*',
      category: 'web server',
      evidence: 'server: nginx/1.22.1',
    },
    { name: 'React', category: 'framework', evidence: 'data-reactroot' },
  ],
  securityHeaders: {
    'strict-transport-security': null,
    'content-security-policy': "default-src 'self' https://cdn.host.example",
    'x-content-type-options': 'nosniff',
  },
  cookies: [
    { name: 'session', isSecure: false, isHttpOnly: true, sameSite: 'Lax' },
    { name: 'theme', isSecure: true, isHttpOnly: false },
  ],
  hasPasswordField: true,
  methods: ['GET', 'HEAD', 'POST'],
  dav: '1, 2',
  robots: {
    status: 200,
    disallow: ['/admin', '/private'],
    sitemaps: ['https://www.host.example/sitemap.xml'],
  },
  securityTxt: {
    contacts: ['mailto:security@host.example'],
    expires: '2027-01-01T00:00:00Z',
    isExpired: false,
  },
  withoutName: { isSame: false, status: 404, title: 'Not Found', bodySha256: 'cc'.repeat(32) },
  policyHosts: ['cdn.host.example'],
  linkedDomains: ['host.example', 'other.example'],
  isPartial: true,
  altSvc: 'h3=":443"; ma=86400',
}
