import { decodeBody } from './decode-body.ts'
import { decodeText, findTitle } from './decode-text.ts'
import { findTags } from './find-tags.ts'
import { findHeader, type HttpHeaders, type HttpResponse } from './parse-http-response.ts'

/** One answer of a web server, opened as far as is needed to know who gave it. */
export type HttpPage = {
  readonly version: string
  readonly status: number
  readonly reason: string
  readonly headers: HttpHeaders
  /** The first header of a name in lower case. */
  readonly header: (name: string) => string | undefined
  /** The cookies that are set, as `name=value`, without their attributes. */
  readonly cookies: readonly string[]
  /** Without content coding. */
  readonly body: Buffer
  readonly isTruncated: boolean
  readonly text: string
  readonly title?: string
  /** What `<meta name="generator">` says. */
  readonly generator?: string
  /** The body where it is JSON, else undefined. */
  readonly json: unknown
}

/** Opens a response. */
export function toHttpPage(response: HttpResponse): HttpPage {
  const { version, status, reason, headers } = response
  const header = (name: string) => findHeader(headers, name)
  const { body, isCut } = decodeBody(response.body, header('content-encoding'))
  const text = decodeText(body, header('content-type'))
  const title = findTitle(text)
  const generator = findGenerator(text)
  return {
    version,
    status,
    reason,
    headers,
    header,
    cookies: findCookies(headers),
    body,
    isTruncated: response.isTruncated || isCut,
    text,
    ...(title === undefined ? {} : { title }),
    ...(generator === undefined ? {} : { generator }),
    json: parseJson(text),
  }
}

const maxCookies = 50

function findCookies(headers: HttpHeaders): readonly string[] {
  return headers
    .filter(([name]) => name.toLowerCase() === 'set-cookie')
    .slice(0, maxCookies)
    .map(([, value]) => value.split(';', 1)[0] ?? '')
}

function findGenerator(text: string): string | undefined {
  const tags = findTags(text, 'meta')
  return tags.find((tag) => tag.get('name')?.toLowerCase() === 'generator')?.get('content')
}

function parseJson(text: string): unknown {
  if (!/^\s{0,20}[[{]/.test(text)) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
