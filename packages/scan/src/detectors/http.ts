import { createHash } from 'node:crypto'
import { type Clue, defineDetector, type DetectorContext, type Match } from './define-detector.ts'
import { askApplications, type FoundApplication } from './http-applications/ask-applications.ts'
import { httpApplications } from './http-applications/index.ts'
import { type HttpPage } from './http-page.ts'
import { HttpTalk } from './http-talk.ts'

const maxConnections = 3

/**
 * HTTP/1.1 (RFC 9112): one GET of `/` decides; once more in HTTP/1.0 when that is a bad request. Then
 * at most two GETs to learn which product answers.
 */
export const http = defineDetector({
  id: 'http',
  title: 'Hypertext Transfer Protocol',
  transport: 'tcp',
  ports: [
    80,
    81,
    591,
    3000,
    5000,
    7001,
    8000,
    8008,
    8080,
    8081,
    8088,
    8888,
    9000,
    ...httpApplications.flatMap(({ ports }) => ports),
  ].filter(isFirst),
  tlsPorts: [
    443,
    4443,
    5001,
    7443,
    8443,
    8834,
    9443,
    10443,
    ...httpApplications.flatMap(({ tlsPorts }) => tlsPorts),
  ].filter(isFirst),
  prevalence: 100,
  maxConnections,
  *detect(context) {
    const talk = new HttpTalk(context, maxConnections)
    const first = yield* talk.get('/')
    if (!first) return undefined
    const isRefused = first.status === 400 && !isTlsComplaint(first)
    const again = isRefused && !isNamed(first) ? yield* talk.getOld() : undefined
    const page = again ?? first
    const isProvisional = isForeign(page) && !isNamed(page)
    const found = isProvisional ? [] : yield* askApplications(page, { talk, context })
    return { ...toMatch(page, context, found), ...(isProvisional ? provisional : {}) }
  },
})

function isFirst(port: number, index: number, ports: readonly number[]): boolean {
  return ports.indexOf(port) === index
}

const provisional = { isProvisional: true, confidence: 80 }

/** Whether the answer to `GET /` alone proves who gave it. */
function isNamed(page: HttpPage): boolean {
  return httpApplications.some(({ hint }) => hint(page) === 'named')
}

function toMatch(
  page: HttpPage,
  context: DetectorContext,
  found: readonly FoundApplication[],
): Match {
  const { version, status } = page
  return {
    service: found.find(({ facts }) => facts.service)?.facts.service ?? toService(page),
    confidence: 100,
    evidence: [
      `status line "HTTP/${version} ${status}"`,
      ...found.map(({ application, facts }) => `${application.title}: ${facts.evidence}`),
    ].join('; '),
    clues: toClues(page, found),
    ...toAccess(page, found),
    extra: toExtra(page, context, found),
  }
}

/** A 400 may be an HTTPS port's complaint; MongoDB and Tor answer a stray GET with a sentence in HTTP. */
function isForeign({ status, text }: HttpPage): boolean {
  return status === 400 || /access MongoDB over HTTP|not an HTTP proxy/i.test(text.slice(0, 2000))
}

function isTlsComplaint({ text }: HttpPage): boolean {
  return /HTTPS (?:port|server)|SSL-enabled|TLS/i.test(text.slice(0, 2000))
}

function toService(page: HttpPage): string {
  const isProxy =
    page.status === 407 ||
    /^(?:squid|tinyproxy|privoxy)\b/i.test(page.header('server') ?? '') ||
    /\(squid/i.test(page.header('via') ?? '') ||
    page.header('proxy-agent') !== undefined
  return isProxy ? 'http-proxy' : 'http'
}

/** What serves stands before what is served. */
function toClues(page: HttpPage, found: readonly FoundApplication[]): readonly Clue[] {
  const applications = found.map(({ application, facts }) => ({
    place: application.place,
    field: 'http.application',
    text: [facts.product ?? application.title, facts.version ?? ''].join(' ').trim(),
  }))
  const fields = ['server', 'x-powered-by', 'x-aspnet-version'].flatMap((name) => {
    const text = page.header(name)
    return text ? [{ field: `http.${name}`, text }] : []
  })
  const told = (place: string) =>
    applications
      .filter((application) => application.place === place)
      .map(({ field, text }) => ({ field, text }))
  return [...told('server'), ...fields, ...toModules(page), ...told('page')]
}

/** `Apache/2.4.62 (Debian) OpenSSL/3.0.17 PHP/8.2.29`: what follows the first word (RFC 9110 10.2.4). */
function toModules(page: HttpPage): readonly Clue[] {
  const words = (page.header('server') ?? '').split(' ').slice(1, 20)
  return words
    .filter((word) => /^[\w.-]{2,40}\/v?\d/.test(word))
    .map((text) => ({ field: 'http.server-module', text }))
}

function toAccess(
  { status }: HttpPage,
  found: readonly FoundApplication[],
): Pick<Match, 'isAuthRequired' | 'isAnonymousAllowed' | 'hostname'> {
  const told = <Key extends keyof FoundApplication['facts']>(key: Key) =>
    found.find(({ facts }) => facts[key] !== undefined)?.facts[key]
  const isAuthRequired = told('isAuthRequired') ?? (status === 401 || status === 407 || undefined)
  const isAnonymousAllowed = told('isAnonymousAllowed')
  const hostname = told('hostname')
  return {
    ...(isAuthRequired === undefined ? {} : { isAuthRequired }),
    ...(isAnonymousAllowed === undefined ? {} : { isAnonymousAllowed }),
    ...(hostname === undefined ? {} : { hostname }),
  }
}

function toExtra(
  page: HttpPage,
  context: DetectorContext,
  found: readonly FoundApplication[],
): Match['extra'] {
  return {
    status: page.status,
    reason: page.reason,
    version: page.version,
    requestedHost: context.host,
    title: page.title,
    server: page.header('server'),
    location: page.header('location'),
    contentType: page.header('content-type'),
    headers: page.headers,
    bodySha256: createHash('sha256').update(page.body).digest('hex'),
    bodySizeBytes: page.body.length,
    isBodyTruncated: page.isTruncated,
    ...(found.length > 0 ? { applications: found.map(toApplicationExtra) } : {}),
  }
}

function toApplicationExtra({ application, facts }: FoundApplication) {
  return {
    id: application.id,
    name: facts.product ?? application.title,
    version: facts.version,
    ...facts.extra,
  }
}
