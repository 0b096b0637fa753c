import { type TlsVersionRecord } from '@windvane/model'
import { type Line } from '../interview/line.ts'
import { findSuite, sortByStrength, toSuiteRecord } from '../registry/cipher-suites.ts'
import { planSuites } from '../registry/suite-plan.ts'
import { alerts } from '../wire/alerts.ts'
import { type RecordVersion } from '../wire/protocol-version.ts'
import { type Choice, eliminateAll } from './eliminate.ts'
import { joinRuns } from './join-runs.ts'
import { SuiteChooser } from './suite-chooser.ts'

/** What a server said when it was offered the usual suites of a version. */
export type VersionOpening = {
  readonly chooser: SuiteChooser
  readonly version: RecordVersion
  /** The suite that it chose. */
  readonly choice: Choice<number>
  /** Whether a version that is not spoken was refused for itself, and not for the suites. */
  readonly isCertain: boolean
}

/** Asks whether a version is spoken, by the suites that nearly every server chooses from. */
export async function openVersion(line: Line, version: RecordVersion): Promise<VersionOpening> {
  const chooser = new SuiteChooser(line, version)
  const choice = await chooser.choose(planSuites(version).usual)
  const { answer } = chooser
  const isCertain = answer?.kind !== 'refused' || answer.alert === alerts.protocolVersion
  return { chooser, version, choice, isCertain }
}

/** Finds all suites that are accepted in a version, and who decides among them. */
export async function enumerateSuites(opening: VersionOpening): Promise<TlsVersionRecord> {
  const { version, chooser, choice: favourite } = opening
  const plan = planSuites(version)
  const choose = async (offer: readonly number[]) => await chooser.choose(offer)
  if (favourite === 'unknown') return { version, suites: [] }
  if (favourite === 'none') return await enumerateRare(opening, choose)
  // Of all usual suites in reverse, a server with an order of its own chooses the same again.
  const other = await choose(plan.usual.toReversed())
  const known = [favourite.item, ...(typeof other === 'object' ? [other.item] : [])]
  const offers = plan.groups.map((group) => group.filter((code) => !known.includes(code)))
  const found = await eliminateAll(offers, choose)
  const runs = found.map(({ accepted }) => accepted)
  if (typeof other === 'object' && other.item === favourite.item) {
    const weigh = (code: number) => findSuite(code)?.bits ?? 0
    const codes = [favourite.item, ...(await joinRuns(runs, { choose, weigh }))]
    return toRecord(version, codes, 'server')
  }
  const codes = sortByStrength([...known, ...runs.flat()])
  return toRecord(version, codes, typeof other === 'object' ? 'client' : undefined)
}

/** A server may accept nothing usual; one that says that it does not speak the version is believed. */
async function enumerateRare(
  { version, isCertain }: VersionOpening,
  choose: (offer: readonly number[]) => Promise<Choice<number>>,
): Promise<TlsVersionRecord> {
  const found = isCertain ? [] : await eliminateAll(planSuites(version).rare, choose)
  const codes = found.flatMap(({ accepted }) => accepted)
  if (codes.length < 2) return toRecord(version, codes)
  const reversed = await choose(codes.toReversed())
  const hasOrder = typeof reversed === 'object' && reversed.item === codes[0]
  return hasOrder
    ? toRecord(version, codes, 'server')
    : toRecord(version, sortByStrength(codes), 'client')
}

function toRecord(
  version: RecordVersion,
  codes: readonly number[],
  order?: 'server' | 'client',
): TlsVersionRecord {
  return {
    version,
    isSupported: codes.length > 0,
    ...(order === undefined || codes.length < 2 ? {} : { order }),
    suites: codes.map(toSuiteRecord),
  }
}
