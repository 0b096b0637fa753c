import { defaultUserAgent } from './define-detector.ts'

/** Where a request goes. */
export type HttpAuthority = {
  /** A name or an address; IPv6 addresses without brackets. */
  readonly host: string
  readonly port: number
  readonly tunnel: 'none' | 'tls'
  readonly userAgent?: string | undefined
}

/** What is asked; GET unless told. */
export type HttpQuestion = {
  readonly path: string
  readonly method?: 'GET' | 'OPTIONS'
  readonly accept?: string
}

/** Writes an HTTP/1.1 request without content (RFC 9112 3). */
export function writeRequest(authority: HttpAuthority, question: HttpQuestion): string {
  const { method = 'GET', path, accept = '*/*' } = question
  return [
    `${method} ${path} HTTP/1.1`,
    `Host: ${toHostField(authority)}`,
    `User-Agent: ${authority.userAgent ?? defaultUserAgent}`,
    `Accept: ${accept}`,
    'Accept-Encoding: identity',
    '\r\n',
  ].join('\r\n')
}

/** The host and, where it is not the usual one, the port, as Host and URLs write them (RFC 9110 7.2). */
export function toHostField({ host, port, tunnel }: HttpAuthority): string {
  const name = host.includes(':') ? `[${host}]` : host
  return port === (tunnel === 'tls' ? 443 : 80) ? name : `${name}:${port}`
}
