import { defineDataType } from './data-type.ts'
import { lowerCase } from './lower-case.ts'

/** An absolute URI (RFC 3986) or an absolute path; only scheme and host are lower-cased. */
export const url = defineDataType({
  name: 'URL',
  parse(text) {
    if (/[\x00-\x1f\x7f]/.test(text)) return undefined
    const scheme = /^(?:[a-z][a-z0-9+.-]*:)?/i.exec(text)?.[0] ?? ''
    const rest = text.slice(scheme.length)
    if (!scheme && !rest.startsWith('/')) return undefined
    if (rest.startsWith('/') && !hasValidPath(rest)) return undefined
    const normalized = scheme && rest.startsWith('//') ? lowerCaseHost(rest) : rest
    if (normalized === undefined) return undefined
    return scheme.toLowerCase() + normalized.replaceAll('#', '%23')
  },
})

function lowerCaseHost(rest: string): string | undefined {
  const [, authority = '', path = ''] = /^\/\/([^/?]*)([^]*)$/.exec(rest) ?? []
  const hostStart = authority.lastIndexOf('@') + 1
  const user = authority.slice(0, hostStart)
  const host = authority.slice(hostStart)
  if (!isUserInfo(user) || !isHost(host)) return undefined
  return `//${user}${lowerCase(host)}${path}`
}

function hasValidPath(text: string): boolean {
  return hasValidEscapes(text.split('?', 1)[0] ?? '')
}

function isUserInfo(text: string): boolean {
  return /^[a-z0-9\-._~!$&'()*+,;=:%@]*$/i.test(text) && hasValidEscapes(text)
}

/** RFC 3986 3.2.2; percent-encoding only for bytes beyond ASCII and for `%` itself (zone ids). */
function isHost(text: string): boolean {
  const host = text.replace(/:[0-9]*$/, '')
  const name = /^\[.*\]$/.test(host) ? host.slice(1, -1) : host
  const isBracketed = name !== host
  if (!isBracketed && name.includes(':')) return false
  return (
    /^(?:[a-z0-9\-._~!$&'()*+,;=:<>"%]|[^\x00-\x7f])*$/i.test(name) &&
    !/%(?!25|[89a-f][0-9a-f])/i.test(name)
  )
}

function hasValidEscapes(text: string): boolean {
  return !/%(?![0-9a-f]{2})/i.test(text)
}
