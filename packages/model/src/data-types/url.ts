import { defineDataType } from './data-type.ts'
import { lowerCase } from './lower-case.ts'

/** An absolute URI (RFC 3986) or an absolute path; only scheme and host are lower-cased. */
export const url = defineDataType({
  name: 'URL',
  parse(text) {
    if (/[\x00-\x1f\x7f]/.test(text)) return undefined
    const scheme = /^(?:[a-z][a-z0-9+.-]*:)?/i.exec(text)?.[0] ?? ''
    const rest = text.slice(scheme.length).replaceAll('#', '%23')
    if (!rest.startsWith('/')) return scheme === '' ? undefined : scheme.toLowerCase() + rest
    if (scheme === '' || !rest.startsWith('//'))
      return hasValidPath(rest) ? scheme.toLowerCase() + rest : undefined
    return parseHierarchy(scheme.toLowerCase(), rest.slice(2))
  },
})

function parseHierarchy(scheme: string, rest: string): string | undefined {
  const end = rest.search(/[/?]/)
  const authority = end === -1 ? rest : rest.slice(0, end)
  const path = end === -1 ? '' : rest.slice(end)
  const userEnd = authority.lastIndexOf('@') + 1
  const user = authority.slice(0, userEnd)
  const host = authority.slice(userEnd)
  if (!isUserInfo(user) || !isHost(host) || !hasValidPath(path)) return undefined
  return `${scheme}//${user}${lowerCase(host)}${path}`
}

function hasValidPath(text: string): boolean {
  return hasValidEscapes(text.split('?', 1)[0] ?? '')
}

function isUserInfo(text: string): boolean {
  return /^[a-z0-9\-._~!$&'()*+,;=:%@]*$/i.test(text) && hasValidEscapes(text)
}

function isHost(text: string): boolean {
  const portStart = text.startsWith('[') ? text.lastIndexOf(']') + 1 : text.lastIndexOf(':')
  if (text.startsWith('[') && portStart === 0) return false
  const name = portStart === -1 ? text : text.slice(0, portStart)
  const port = portStart === -1 ? '' : text.slice(portStart)
  return /^(?::[0-9]*)?$/.test(port) && isHostName(name)
}

/** RFC 3986 3.2.2; percent-encoding only for bytes beyond ASCII and for `%` itself (zone ids). */
function isHostName(text: string): boolean {
  return (
    /^(?:[a-z0-9\-._~!$&'()*+,;=:[\]<>"%]|[^\x00-\x7f])*$/i.test(text) &&
    !/%(?!25|[89a-f][0-9a-f])/i.test(text)
  )
}

function hasValidEscapes(text: string): boolean {
  return !/%(?![0-9a-f]{2})/i.test(text)
}
