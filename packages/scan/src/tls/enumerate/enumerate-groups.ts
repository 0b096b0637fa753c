import { ask } from '../interview/ask.ts'
import { type Line } from '../interview/line.ts'
import { listGroups } from '../registry/named-groups.ts'
import { planSuites } from '../registry/suite-plan.ts'
import { findSuite } from '../registry/cipher-suites.ts'
import { nameVersion, type RecordVersion } from '../wire/protocol-version.ts'
import { type Choice, eliminateAll } from './eliminate.ts'

/** The newest version, the newest before TLS 1.3, and the curve of the server's key. */
export type EveryGroupOptions = {
  readonly newest: RecordVersion
  readonly newestOld: RecordVersion | undefined
  readonly certificateCurve: number | undefined
}

/** Finds the groups of TLS 1.3 and of the versions before, each asked for once. */
export async function enumerateEveryGroup(
  line: Line,
  { newest, newestOld, certificateCurve }: EveryGroupOptions,
): Promise<readonly number[]> {
  const found =
    newest === 'TLSv1.3'
      ? await enumerateGroups(line, { version: newest, known: [], certificateCurve: undefined })
      : []
  if (newestOld === undefined || newestOld === 'SSLv3') return found
  const old = await enumerateGroups(line, { version: newestOld, known: found, certificateCurve })
  return [...new Set([...found, ...old])]
}

/** What is known when the groups of a version are asked for. */
type GroupOptions = {
  readonly version: RecordVersion
  /** Accepted in another version: not asked for again. */
  readonly known: readonly number[]
  /** The curve of the server's key: without it a server of TLS 1.2 may not answer at all. */
  readonly certificateCurve: number | undefined
}

async function enumerateGroups(line: Line, options: GroupOptions): Promise<readonly number[]> {
  const { version, known, certificateCurve } = options
  const codes = listGroups(version).filter(
    (code) => !known.includes(code) && code !== certificateCurve,
  )
  const offers = portionsOf(options).map(([from, to]) => codes.slice(from, to))
  const companions = certificateCurve === undefined ? [] : [certificateCurve]
  const fallBacks = new Set<number>()
  const found = await eliminateAll(offers, async (offer) => {
    const choice = await chooseGroup(line, version, [...offer, ...companions])
    if (typeof choice !== 'object' || !companions.includes(choice.item)) return choice
    // That the server falls back on its own curve is a refusal of the others.
    fallBacks.add(choice.item)
    return 'none'
  })
  return [...fallBacks, ...found.flatMap(({ accepted }) => accepted)]
}

function portionsOf({ version, known }: GroupOptions) {
  if (version === 'TLSv1.3') return newPortions
  return known.length > 0 ? onePortion : oldPortions
}

/** About as many accepted ones in each portion, on a server of OpenSSL's defaults. */
const newPortions = [
  [0, 2],
  [2, 6],
  [6, 14],
  [14, 17],
  [17, Infinity],
] as const
const oldPortions = [
  [0, 3],
  [3, Infinity],
] as const
const onePortion = [[0, Infinity]] as const

async function chooseGroup(
  line: Line,
  version: RecordVersion,
  groups: readonly number[],
): Promise<Choice<number>> {
  const isNewest = version === 'TLSv1.3'
  const { usual } = planSuites(version)
  const suites = isNewest ? usual : usual.filter(isEllipticSuite)
  // In TLS 1.3 a server that gets no key says which group it wants, at no cost for either side.
  const need = isNewest ? 'hello' : 'flight'
  const { serverName } = line
  const question = { versions: [version], suites, serverName, groups, need } as const
  const answer = await ask(line, question, { isHurried: true })
  if (answer.kind === 'unknown') return 'unknown'
  if (answer.kind !== 'agreed' || nameVersion(answer.flight.hello.version) !== version)
    return 'none'
  const { hello, keyExchange } = answer.flight
  const group = isNewest ? hello.group : keyExchange?.kind === 'named-curve' && keyExchange.group
  return typeof group === 'number' ? { item: group } : 'none'
}

function isEllipticSuite(code: number): boolean {
  return findSuite(code)?.keyExchange.startsWith('ECDHE_') ?? false
}
