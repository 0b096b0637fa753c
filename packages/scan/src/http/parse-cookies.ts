import { type HttpCookie } from '@windvane/model'

import { type HttpHeaders } from '../detectors/parse-http-response.ts'

/** Reads Set-Cookie (RFC 6265 5.2), without the values; of equal names the last counts. */
export function parseCookies(headers: HttpHeaders): readonly HttpCookie[] {
  const cookies = headers
    .filter(([name]) => name.toLowerCase() === 'set-cookie')
    .slice(0, maxCookies)
    .flatMap(([, value]) => parseCookie(value))
  return [...new Map(cookies.map((cookie) => [cookie.name, cookie])).values()]
}

const maxCookies = 50
const maxName = 200

function parseCookie(text: string): readonly HttpCookie[] {
  const [pair = '', ...attributes] = text.split(';', 30)
  const name = pair.split('=', 1)[0]?.trim().slice(0, maxName)
  if (!name || !pair.includes('=')) return []
  const told = new Map(attributes.map(toAttribute))
  const sameSite = told.get('samesite')
  return [
    {
      name,
      isSecure: told.has('secure'),
      isHttpOnly: told.has('httponly'),
      ...(sameSite ? { sameSite: sameSite.slice(0, 20) } : {}),
    },
  ]
}

function toAttribute(text: string): readonly [name: string, value: string] {
  const [name = '', value = ''] = text.split('=', 2)
  return [name.trim().toLowerCase(), value.trim()]
}
