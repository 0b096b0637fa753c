import { type HttpRedirect } from '@windvane/model'

import { type HttpPage } from '../detectors/http-page.ts'
import { type HttpSession } from './http-session.ts'

/** The page that the redirects of a server lead to, and the way there. */
export type FoundPage = {
  readonly page: HttpPage
  readonly url: URL
  readonly redirects: readonly HttpRedirect[]
  /** Every answer on the way, the page last. */
  readonly answers: readonly HttpPage[]
}

/**
 * Asks for the front page and follows redirects (RFC 9110 15.4) on the same scheme, host and port, at
 * most five, none twice. All others are recorded and not followed: another host, another port, http
 * instead of https, and any address.
 */
export async function followRedirects(
  session: HttpSession,
  start: URL,
): Promise<FoundPage | undefined> {
  const first = await session.ask({ path: start.pathname })
  if (!first) return undefined
  let found: FoundPage = { page: first, url: start, redirects: [], answers: [first] }
  const visited = new Set([start.href])
  for (;;) {
    const redirect = toRedirect(found)
    if (!redirect) return found
    const { next, ...record } = redirect
    const isFollowed =
      next !== undefined &&
      isSameServer(next, start) &&
      !visited.has(next.href) &&
      found.redirects.length < maxRedirects
    const redirects = [...found.redirects, { ...record, isFollowed }]
    if (!isFollowed) return { ...found, redirects }
    visited.add(next.href)
    const page = await session.ask({ path: next.pathname + next.search })
    if (!page) return { ...found, redirects }
    found = { page, url: next, redirects, answers: [...found.answers, page] }
  }
}

const maxRedirects = 5
const maxPath = 2000
const redirectStatuses: readonly number[] = [301, 302, 303, 307, 308]

function toRedirect({ page, url }: FoundPage) {
  const location = page.header('location')
  if (location === undefined || !redirectStatuses.includes(page.status)) return undefined
  const next = URL.parse(location, url.href) ?? undefined
  if (next) next.hash = ''
  const to = (next?.href ?? location).slice(0, maxPath)
  return { status: page.status, from: url.href, to, next }
}

/** Names and passwords in a URL are not ours to send. */
function isSameServer(next: URL, start: URL): boolean {
  const isPlain = next.username === '' && next.password === ''
  return next.origin === start.origin && isPlain && next.href.length <= maxPath
}
