import { type TlsFeatures } from '@windvane/model'
import {
  type Shake,
  shakeHands,
  type ShakeOptions,
  type ShakeVersion,
} from '../handshake/shake-hands.ts'
import { type Line } from '../interview/line.ts'
import { type DerElement, readDer, readDerChildren } from '../read-der.ts'

/** What whole handshakes told. */
export type ResumptionFacts = {
  readonly features: Pick<
    TlsFeatures,
    'sessionIdResumption' | 'ticketResumption' | 'clientRenegotiation' | 'earlyData'
  >
  /** Whether a handshake without a certificate of ours came to its end; absent when none was tried. */
  readonly isAdmitted?: boolean
  /** OpenSSL's verdict: null when it trusts the certificate; absent when it was not asked. */
  readonly trustError?: string | null
}

/** How the whole handshakes are performed. */
export type ResumptionOptions = {
  /** The newest version of the server, and the newest before TLS 1.3. */
  readonly newest: ShakeVersion | undefined
  readonly newestOld: ShakeVersion | undefined
  readonly trustAnchors: readonly string[]
}

/** Shakes hands twice each with a ticket and with a session that the server keeps, then renegotiates. */
export async function askResumption(
  line: Line,
  { newest, newestOld, trustAnchors }: ResumptionOptions,
): Promise<ResumptionFacts> {
  const [ticket, kept] = await Promise.all([
    newest && shakeTwice(line, { version: newest, hasTickets: true, trustAnchors }),
    newestOld && shakeTwice(line, { version: newestOld, hasTickets: false, trustAnchors: [] }),
  ])
  const isResumedByTicket = ticket && resumed(ticket) && hasTicket(ticket)
  const isResumedById = kept && resumed(kept)
  return {
    features: {
      ...(isResumedByTicket === undefined ? {} : { ticketResumption: isResumedByTicket }),
      ...(isResumedById === undefined ? {} : { sessionIdResumption: isResumedById }),
      ...(kept?.isRenegotiated === undefined ? {} : { clientRenegotiation: kept.isRenegotiated }),
      ...(newest === 'TLSv1.3' && ticket ? readEarlyData(ticket.first) : {}),
    },
    ...readAdmission(ticket ?? kept),
    ...readTrust(ticket?.first),
  }
}

type Twice = {
  readonly first: Shake | Error | undefined
  readonly second?: Shake | Error | undefined
  readonly isRenegotiated?: boolean | undefined
}

type TwiceOptions = Pick<ShakeOptions, 'version' | 'hasTickets' | 'trustAnchors'>

const shakeMs = 3000

async function shakeTwice(line: Line, options: TwiceOptions): Promise<Twice> {
  const { serverName } = line
  const settings = { ...options, serverName, timeoutMs: shakeMs }
  const first = await line.use(
    async (dialogue) => {
      const shake = await shakeHands(dialogue, settings)
      // A ticket holds whatever comes; a session that the server keeps wants a proper farewell.
      if (!(shake instanceof Error) && !options.hasTickets) await shake.end()
      return shake
    },
    { isHurried: true },
  )
  if (!first || first instanceof Error) return { first }
  const { session } = first
  return session ? { first, ...(await shakeAgain(line, { ...settings, session })) } : { first }
}

/** Renegotiates where the session is kept, which is before TLS 1.3; once, as any connection may. */
async function shakeAgain(line: Line, settings: ShakeOptions): Promise<Omit<Twice, 'first'>> {
  const result = await line.use(
    async (dialogue) => {
      const second = await shakeHands(dialogue, settings)
      if (second instanceof Error || settings.hasTickets) return { second }
      const isRenegotiated = await second.renegotiate()
      // An end that came from here is no refusal.
      return { second, isRenegotiated: line.isOver ? undefined : isRenegotiated }
    },
    { isHurried: true },
  )
  return result ?? { second: undefined }
}

/** Without a session there is nothing to resume. */
function resumed({ first, second }: Twice): boolean | undefined {
  if (!first || first instanceof Error) return undefined
  if (!first.session) return false
  return !second || second instanceof Error ? undefined : second.isResumed
}

/** A session that the server keeps is resumed as well, though it gave no ticket. */
function hasTicket({ first }: Twice): boolean {
  return first !== undefined && !(first instanceof Error) && first.hasTicket
}

function readAdmission(twice: Twice | undefined): Pick<ResumptionFacts, 'isAdmitted'> {
  if (!twice?.first) return {}
  return { isAdmitted: !(twice.first instanceof Error) }
}

function readTrust(first: Twice['first']): Pick<ResumptionFacts, 'trustError'> {
  return !first || first instanceof Error ? {} : { trustError: first.trustError ?? null }
}

/** OpenSSL's SSL_SESSION holds `max_early_data` under tag 15 (RFC 8446 4.6.1). */
function readEarlyData(first: Twice['first']): Pick<TlsFeatures, 'earlyData'> {
  if (!first || first instanceof Error || !first.session) return {}
  const { session } = first
  const sequence = findSession(session)
  const member = sequence && readDerChildren(session, sequence).find(({ tag }) => tag === 0xaf)
  const value = member && readDer(session, member.contentStart)
  const bytes = value ? session.subarray(value.contentStart, value.end) : Buffer.alloc(0)
  return sequence ? { earlyData: bytes.some((byte) => byte !== 0) } : {}
}

const maxPrefixBytes = 300

/** Newer versions of Node write before the session which peer it is of. */
function findSession(session: Buffer): DerElement | undefined {
  for (let at = 0; at < Math.min(session.length, maxPrefixBytes); at++) {
    const element = session[at] === 0x30 ? readDer(session, at) : undefined
    if (element?.end === session.length) return element
  }
  return undefined
}
