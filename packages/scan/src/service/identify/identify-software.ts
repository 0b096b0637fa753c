import { type SoftwareRecord } from '@windvane/model'
import { type Clue } from '../../detectors/define-detector.ts'
import { formatCpe } from './format-cpe.ts'
import { findPackageRevision, parseDistribution } from './parse-distribution.ts'
import { type SoftwareRule, softwareRules } from './software-rules.ts'

/** What clues tell about the software behind a service. */
export type Software = {
  readonly product?: string
  readonly vendor?: string
  readonly version?: string
  /** CPE 2.3 formatted strings: the product's first, then the operating system's. */
  readonly cpe: readonly string[]
  readonly os?: string
  readonly software: readonly SoftwareRecord[]
}

/** Names product, version and operating system from the texts a detector found. */
export function identifySoftware(clues: readonly Clue[]): Software {
  const found = joinEqual(clues.flatMap((clue) => applyRules(clue)))
  const main = found[0]
  const systems = clues.flatMap((clue) => toSystem(clue))
  const os = systems[0]
  const software = [...found, ...systems]
  return {
    ...(main ? { product: main.product } : {}),
    ...(main?.vendor ? { vendor: main.vendor } : {}),
    ...(main?.version ? { version: main.version } : {}),
    cpe: [...new Set([...found.flatMap(toCpe), ...(os?.cpe ? [os.cpe] : [])])],
    ...(os ? { os: os.product } : {}),
    software,
  }
}

const keptCharacters = 200

/** Several texts may tell of one product: it keeps its first place, and the text with a version. */
function joinEqual(found: readonly SoftwareRecord[]): readonly SoftwareRecord[] {
  const products = new Map<string, SoftwareRecord>()
  for (const software of found) {
    const known = products.get(software.product)
    const isBetter = known?.version === undefined && software.version !== undefined
    if (!known || isBetter) products.set(software.product, software)
  }
  return [...products.values()]
}

function applyRules(clue: Clue): readonly SoftwareRecord[] {
  const subject = clue.text.slice(0, 500)
  for (const rule of softwareRules) {
    if (rule.field !== clue.field) continue
    const match = rule.pattern.exec(subject)
    if (match) return [toRecord(clue, rule, match.groups?.['version'])]
  }
  return []
}

function toRecord(
  { field, text }: Clue,
  rule: SoftwareRule,
  version: string | undefined,
): SoftwareRecord {
  const cpe =
    rule.cpe &&
    formatCpe({ part: partOf(rule.cpe), name: rule.cpe, ...(version ? { version } : {}) })
  const packageRevision = findPackageRevision(text)
  return {
    part: 'application',
    product: rule.product,
    ...(rule.vendor ? { vendor: rule.vendor } : {}),
    ...(version ? { version } : {}),
    ...(cpe ? { cpe } : {}),
    ...(packageRevision ? { packageRevision } : {}),
    field,
    text: text.slice(0, keptCharacters),
  }
}

function toSystem(clue: Clue): readonly SoftwareRecord[] {
  const os = parseDistribution(clue)
  if (!os) return []
  const { field, text } = clue
  return [
    {
      part: 'os',
      product: os.name,
      ...(os.version ? { version: os.version } : {}),
      ...(os.cpe ? { cpe: os.cpe } : {}),
      field,
      text: text.slice(0, keptCharacters),
    },
  ]
}

function toCpe({ cpe }: SoftwareRecord): readonly string[] {
  return cpe ? [cpe] : []
}

/** Products that NVD lists as operating systems. */
const operatingSystems: ReadonlySet<string> = new Set([
  'cisco:ios',
  'juniper:junos',
  'microsoft:windows',
  'mikrotik:routeros',
])

function partOf(name: string): 'a' | 'o' {
  return operatingSystems.has(name) ? 'o' : 'a'
}
