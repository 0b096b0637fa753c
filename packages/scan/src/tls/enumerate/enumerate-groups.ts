import { ask } from '../interview/ask.ts'
import { type Line } from '../interview/line.ts'
import { listGroups, namedGroups } from '../registry/named-groups.ts'
import { planSuites } from '../registry/suite-plan.ts'
import { findSuite } from '../registry/cipher-suites.ts'
import { nameVersion, type RecordVersion } from '../wire/protocol-version.ts'
import { type Choice, eliminateAll } from './eliminate.ts'

/** What is known of a server when its groups are asked for. */
export type GroupOptions = {
  readonly newest: RecordVersion
  /** The newest before TLS 1.3. */
  readonly newestOld: RecordVersion | undefined
  /** A group that it has agreed to. */
  readonly agreed: number | undefined
  /** The curve of its key: without it a server of TLS 1.2 may not answer at all. */
  readonly certificateCurve: number | undefined
}

/** Finds the groups of TLS 1.3 and of the versions before, each asked for once; in our own order. */
export async function enumerateGroups(
  line: Line,
  { newest, newestOld, agreed, certificateCurve }: GroupOptions,
): Promise<readonly number[]> {
  const known = new Set(agreed === undefined ? [] : [agreed])
  if (newest === 'TLSv1.3') {
    const options = { version: newest, known: [...known], portions: newPortions }
    for (const code of await findGroups(line, options)) known.add(code)
  }
  if (newestOld !== undefined && newestOld !== 'SSLv3') {
    const portions = newest === newestOld ? oldPortions : onePortion
    const options = { version: newestOld, known: [...known], portions, certificateCurve }
    for (const code of await findGroups(line, options)) known.add(code)
  }
  return namedGroups.map(({ code }) => code).filter((code) => known.has(code))
}

type VersionOptions = {
  readonly version: RecordVersion
  readonly known: readonly number[]
  readonly portions: readonly (readonly [from: number, to: number])[]
  readonly certificateCurve?: number | undefined
}

async function findGroups(line: Line, options: VersionOptions): Promise<readonly number[]> {
  const { version, known, portions, certificateCurve } = options
  const codes = listGroups(version)
  const offers = portions.map(([from, to]) =>
    codes.slice(from, to).filter((code) => !known.includes(code) && code !== certificateCurve),
  )
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
