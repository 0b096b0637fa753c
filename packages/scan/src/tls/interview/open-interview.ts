import { type TlsVersionRecord } from '@windvane/model'
import { enumerateSuites, openVersion, type VersionOpening } from '../enumerate/enumerate-suites.ts'
import { SuiteChooser } from '../enumerate/suite-chooser.ts'
import { nameVersion, type RecordVersion } from '../wire/protocol-version.ts'
import { type AgreedFlight, type Answer } from './answer.ts'
import { type Line } from './line.ts'
import { type ClientKind, negotiate } from './negotiate.ts'

/** What the first questions told: whether there is TLS at all, and which of it. */
export type Opening = {
  /** What a modern client gets, or one of the server's age. */
  readonly flight: AgreedFlight | undefined
  /** Every version of records, oldest first; `records` where nothing is left to ask. */
  readonly versions: readonly VersionOpening[]
  readonly records: readonly TlsVersionRecord[] | undefined
  readonly newest: RecordVersion
  /** The newest before TLS 1.3. */
  readonly newestOld: RecordVersion | undefined
  /** The client that the flight answers: not every server takes the hello of a modern one. */
  readonly client: ClientKind
}

const oldVersions = ['SSLv3', 'TLSv1', 'TLSv1.1', 'TLSv1.2'] as const

/** Asks for all versions at once; undefined when the server agrees to none. */
export async function openInterview(line: Line): Promise<Opening | undefined> {
  const { serverName } = line
  const [modern, ...old] = await Promise.all([
    negotiate(line, { serverName }),
    ...oldVersions.map(async (version) => await openVersion(line, version)),
  ])
  const versions = [...settleOlder(old), await openNewest(line, modern)]
  const spoken = versions.filter(({ choice }) => typeof choice === 'object')
  const newest = spoken.at(-1)?.version
  if (newest === undefined) return await openRare(line, versions)
  const newestOld = spoken.findLast(({ version }) => version !== 'TLSv1.3')?.version
  const isModern = modern.kind === 'agreed'
  const client = isModern ? { newest } : { newest, isPlain: true }
  const flight = toFlight(isModern ? modern : await negotiate(line, { serverName, ...client }))
  return { flight, versions, records: undefined, newest, newestOld, client }
}

/**
 * Servers keep one list of suites for all versions before TLS 1.3: where a newer version has usual
 * ones, an older version that refuses them is not asked for the rare.
 */
function settleOlder(versions: readonly VersionOpening[]): readonly VersionOpening[] {
  const newest = versions.findLastIndex(({ choice }) => typeof choice === 'object')
  return versions.map((opening, index) =>
    index < newest ? { ...opening, isCertain: true } : opening,
  )
}

/** A server that meets the modern hello with an older version speaks nothing newer. */
async function openNewest(line: Line, modern: Answer): Promise<VersionOpening> {
  const version = 'TLSv1.3'
  if (modern.kind !== 'agreed') return await openVersion(line, version)
  const { hello } = modern.flight
  const isSpoken = nameVersion(hello.version) === version
  const choice = isSpoken ? { item: hello.suite } : 'none'
  return { chooser: new SuiteChooser(line, version), version, choice, isCertain: true }
}

/** A server may accept nothing that is usual. */
async function openRare(
  line: Line,
  versions: readonly VersionOpening[],
): Promise<Opening | undefined> {
  const records = await Promise.all(versions.map(enumerateSuites))
  const found = versions.flatMap(({ version }, index) => {
    const suites = records[index]?.suites.map(({ code }) => Number.parseInt(code, 16)) ?? []
    return suites.length > 0 ? [{ version, suites }] : []
  })
  const newest = found.at(-1)
  if (!newest) return undefined
  const client = { newest: newest.version, isPlain: true, suites: newest.suites }
  const flight = toFlight(await negotiate(line, { serverName: line.serverName, ...client }))
  const newestOld = found.findLast(({ version }) => version !== 'TLSv1.3')?.version
  return { flight, versions, records, newest: newest.version, newestOld, client }
}

function toFlight(answer: Answer): AgreedFlight | undefined {
  return answer.kind === 'agreed' ? answer.flight : undefined
}
