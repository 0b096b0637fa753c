import { createHash } from 'node:crypto'

import { type HttpBody, type HttpRecord } from '@windvane/model'

import { createDeadline } from '../budget/deadline.ts'
import { findTags } from '../detectors/find-tags.ts'
import { type HttpPage } from '../detectors/http-page.ts'
import { toHostField } from '../detectors/http-request.ts'
import { printable } from '../service/printable.ts'
import { type HttpTarget } from '../service/service-port.ts'
import { toPlainJson } from '../service/to-plain-json.ts'
import { askExtras } from './ask-extras.ts'
import { findLinkedDomains } from './find-linked-domains.ts'
import { findPolicyHosts } from './find-policy-hosts.ts'
import { findTechnologies } from './find-technologies.ts'
import { followRedirects, type FoundPage } from './follow-redirects.ts'
import { HttpSession } from './http-session.ts'
import { murmurHash } from './murmur-hash.ts'
import { parseCookies } from './parse-cookies.ts'

/**
 * Examines a web server: its front page through the redirects that stay on it, what the page is made
 * with, and a few files that are there to be read. Undefined when it answered nothing.
 */
export async function examineHttp(target: HttpTarget): Promise<HttpRecord | undefined> {
  const { serverName, address, port, tunnel } = target
  using deadline = createDeadline(examineMs, target.signal)
  using session = new HttpSession(target, deadline.signal)
  const scheme = tunnel === 'tls' ? 'https' : 'http'
  const authority = toHostField({ host: serverName ?? address, port, tunnel })
  const start = URL.parse(`${scheme}://${authority}/`)
  const found = start && (await followRedirects(session, start))
  if (!found) return undefined
  const extras = await askExtras(session, { target, found })
  const record: Draft = {
    address,
    port,
    tunnel,
    host: session.host,
    ...(await describe(found, session)),
    ...extras,
    isPartial: session.isCutShort || undefined,
  }
  // Copied member by member without what databases and screens cannot bear; the shape stays.
  return toPlainJson(record) as HttpRecord
}

// Less than the 15 s of the stage, so that what was learned can be handed over.
const examineMs = 12_000
const maxPreview = 1000

/** Members without a value are dropped at the end. */
type Draft = Partial<{ readonly [Key in keyof HttpRecord]: HttpRecord[Key] | undefined }>

async function describe(found: FoundPage, session: HttpSession): Promise<Draft> {
  const { page, url, redirects, answers } = found
  const cookies = parseCookies(answers.flatMap(({ headers }) => headers))
  const cookieNames = cookies.map(({ name }) => name)
  return {
    url: url.href,
    status: page.status,
    reason: page.reason,
    title: page.title,
    server: page.header('server'),
    contentType: page.header('content-type'),
    contentLength: toNumber(page.header('content-length')),
    protocols: listProtocols(page, session.alpn),
    redirects,
    headers: page.headers,
    body: toBody(page),
    technologies: findTechnologies(page, cookieNames),
    securityHeaders: readSecurityHeaders(page),
    cookies,
    hasPasswordField: hasPasswordField(page),
    policyHosts: findPolicyHosts(page),
    linkedDomains: await findLinkedDomains(page.text, url.hostname),
    altSvc: page.header('alt-svc'),
  }
}

function toNumber(text = ''): number | undefined {
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined
}

function hasPasswordField({ text }: HttpPage): boolean {
  return findTags(text, 'input').some((tag) => tag.get('type')?.toLowerCase() === 'password')
}

function listProtocols(page: HttpPage, alpn: string | undefined): readonly string[] {
  const hasH3 = /(?:^|[,\s])h3(?:-\d{1,3})?=/.test(page.header('alt-svc') ?? '')
  return [`http/${page.version}`, ...(alpn === 'h2' ? ['h2'] : []), ...(hasH3 ? ['h3'] : [])]
}

function toBody({ body, isTruncated }: HttpPage): HttpBody {
  return {
    sha256: createHash('sha256').update(body).digest('hex'),
    mmh3: murmurHash(body),
    sizeBytes: body.length,
    isTruncated,
    preview: printable(body.subarray(0, maxPreview * 4)).slice(0, maxPreview),
  }
}

const securityNames = [
  'strict-transport-security',
  'content-security-policy',
  'x-frame-options',
  'x-content-type-options',
  'referrer-policy',
  'permissions-policy',
  'cross-origin-opener-policy',
  'cross-origin-embedder-policy',
  'cross-origin-resource-policy',
] as const

function readSecurityHeaders(page: HttpPage): HttpRecord['securityHeaders'] {
  return Object.fromEntries(securityNames.map((name) => [name, page.header(name) ?? null]))
}
