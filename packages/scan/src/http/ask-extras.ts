import { createHash } from 'node:crypto'

import { type HttpRecord } from '@windvane/model'

import { type HttpPage } from '../detectors/http-page.ts'
import { type HttpTarget } from '../service/service-port.ts'
import { fetchFavicon } from './fetch-favicon.ts'
import { type FoundPage } from './follow-redirects.ts'
import { type HttpSession } from './http-session.ts'
import { parseRobots } from './parse-robots.ts'
import { parseSecurityTxt } from './parse-security-txt.ts'

/** What is asked beyond the page. */
type HttpExtras = Partial<
  Pick<HttpRecord, 'favicon' | 'withoutName' | 'robots' | 'securityTxt' | 'methods' | 'dav'>
>

/**
 * Puts the further questions; a server that refused the first, or took all the time for it, is asked
 * no more.
 */
export async function askExtras(
  session: HttpSession,
  { target, found }: { readonly target: HttpTarget; readonly found: FoundPage },
): Promise<HttpExtras> {
  const { page } = found
  if (page.status === 400 || page.status === 407 || session.isCutShort) return {}
  const [favicon, withoutName, robots, securityTxt, options] = await Promise.all([
    fetchFavicon(session, found),
    askWithoutName(session, target, found),
    session.ask({ path: '/robots.txt' }),
    session.ask({ path: '/.well-known/security.txt' }),
    session.ask({ path: '/', method: 'OPTIONS' }),
  ])
  const contact = securityTxt && parseSecurityTxt(securityTxt, new Date())
  return {
    ...(favicon ? { favicon } : {}),
    ...(withoutName ? { withoutName } : {}),
    ...(robots ? { robots: parseRobots(robots) } : {}),
    ...(contact ? { securityTxt: contact } : {}),
    ...(options ? readOptions(options) : {}),
  }
}

async function askWithoutName(
  session: HttpSession,
  { serverName, address }: HttpTarget,
  { page, url }: FoundPage,
): Promise<HttpRecord['withoutName']> {
  if (serverName === null || serverName === address) return undefined
  const other = await session.ask({ path: url.pathname + url.search, host: address })
  if (!other) return undefined
  const bodySha256 = createHash('sha256').update(other.body).digest('hex')
  const isSameBody = other.body.equals(page.body)
  const isSameTitle = other.title !== undefined && other.title === page.title
  return {
    isSame: other.status === page.status && (isSameBody || isSameTitle),
    status: other.status,
    ...(other.title === undefined ? {} : { title: other.title }),
    bodySha256,
  }
}

const maxMethods = 30

/** OPTIONS is safe (RFC 9110 9.2.1): it only tells. */
function readOptions(page: HttpPage): Pick<HttpExtras, 'methods' | 'dav'> {
  const allow = page.header('allow') ?? page.header('public')
  const methods = allow
    ?.split(',', maxMethods)
    .map((method) => method.trim())
    .filter((method) => /^[A-Z-]{1,20}$/.test(method))
  const dav = page.header('dav')
  return {
    ...(methods && methods.length > 0 ? { methods } : {}),
    ...(dav === undefined ? {} : { dav: dav.slice(0, 200) }),
  }
}
