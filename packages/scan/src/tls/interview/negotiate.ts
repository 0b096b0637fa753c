import { createKeyShare, hybridGroup, ownGroups } from '../handshake/key-share.ts'
import { planSuites } from '../registry/suite-plan.ts'
import { type RecordVersion, versionCodes } from '../wire/protocol-version.ts'
import { type Answer } from './answer.ts'
import { ask } from './ask.ts'
import { type Line, type UseOptions } from './line.ts'

/** What a client offers. */
export type ClientKind = {
  /** Offers no version above this; everything unless told. */
  readonly newest?: RecordVersion
  /** Leaves out what some servers and networks refuse: a long key, and application protocols. */
  readonly isPlain?: boolean
  /** Offers these; what is usual in the version unless told. */
  readonly suites?: readonly number[]
}

/** How a client presents itself. */
export type NegotiateOptions = ClientKind & UseOptions & { readonly serverName: string | null }

/** Negotiates as a modern client that still speaks every version, and reads the server's whole flight. */
export async function negotiate(
  line: Line,
  { serverName, newest = 'TLSv1.3', isPlain = false, suites, ...options }: NegotiateOptions,
): Promise<Answer> {
  const isNewest = newest === 'TLSv1.3'
  const older = versionsBelow.filter((version) => versionCodes[version] < versionCodes[newest])
  const shares = isNewest ? (isPlain ? plainShares : modernShares).map(createKeyShare) : []
  return await ask(
    line,
    {
      versions: newest === 'SSLv3' ? [newest] : [newest, ...older],
      suites: suites ?? listSuites(newest),
      serverName,
      // A modern client offers what it can compute; other servers may want any group.
      ...(isNewest && !isPlain ? { groups: ownGroups, alpn: ['h2', 'http/1.1'] } : {}),
      keyShares: shares.filter((share) => share !== undefined),
      need: 'flight',
    },
    { isHurried: true, ...options },
  )
}

const versionsBelow = ['TLSv1.2', 'TLSv1.1', 'TLSv1'] as const

// X25519 and P-256, which nearly every server takes; modern browsers send the hybrid as well.
const plainShares = [0x001d, 0x0017]
const modernShares = [hybridGroup, ...plainShares]

function listSuites(newest: RecordVersion): readonly number[] {
  const { usual } = planSuites(newest)
  return newest === 'TLSv1.3' ? [...usual, ...planSuites('TLSv1.2').usual] : usual
}
