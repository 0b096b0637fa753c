import { createKeyShare, ownGroups } from '../handshake/key-share.ts'
import { planSuites } from '../registry/suite-plan.ts'
import { type RecordVersion, versionCodes } from '../wire/protocol-version.ts'
import { type Answer } from './answer.ts'
import { ask } from './ask.ts'
import { type Line, type UseOptions } from './line.ts'

/** How a client presents itself. */
export type NegotiateOptions = UseOptions & {
  readonly serverName: string | null
  /** Offers no version above this; everything unless told. */
  readonly newest?: RecordVersion
  /** Offers these; what is usual in the version unless told. */
  readonly suites?: readonly number[]
}

/** Negotiates as a modern client that still speaks every version, and reads the server's whole flight. */
export async function negotiate(
  line: Line,
  { serverName, newest = 'TLSv1.3', suites, ...options }: NegotiateOptions,
): Promise<Answer> {
  const isNewest = newest === 'TLSv1.3'
  const older = versionsBelow.filter((version) => versionCodes[version] < versionCodes[newest])
  const share = isNewest ? keyShareGroups.map(createKeyShare) : []
  return await ask(
    line,
    {
      versions: newest === 'SSLv3' ? [newest] : [newest, ...older],
      suites: suites ?? listSuites(newest),
      serverName,
      // A modern client offers what it can compute; a server of before may want any curve.
      ...(isNewest ? { groups: ownGroups, alpn: ['h2', 'http/1.1'] } : {}),
      keyShares: share.filter((own) => own !== undefined),
      need: 'flight',
    },
    { isHurried: true, ...options },
  )
}

const versionsBelow = ['TLSv1.2', 'TLSv1.1', 'TLSv1'] as const
const keyShareGroups = [0x001d, 0x0017]

function listSuites(newest: RecordVersion): readonly number[] {
  const { usual } = planSuites(newest)
  return newest === 'TLSv1.3' ? [...usual, ...planSuites('TLSv1.2').usual] : usual
}
