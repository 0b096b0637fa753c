import { type Clue } from '../../detectors/define-detector.ts'
import { formatCpe } from './format-cpe.ts'
import { parseDistribution } from './parse-distribution.ts'
import { type SoftwareRule, softwareRules } from './software-rules.ts'

/** What clues tell about the software behind a service. */
export type Software = {
  readonly product?: string
  readonly vendor?: string
  readonly version?: string
  /** CPE 2.3 formatted strings: the product's first, then the operating system's. */
  readonly cpe: readonly string[]
  readonly os?: string
}

/** Names product, version and operating system from the texts a detector found. */
export function identifySoftware(clues: readonly Clue[]): Software {
  const found = clues.flatMap((clue) => applyRules(clue))
  const main = found[0]
  const os = clues.map((clue) => parseDistribution(clue)).find((os) => os !== undefined)
  const version = main?.version
  return {
    ...(main ? { product: main.rule.product } : {}),
    ...(main?.rule.vendor ? { vendor: main.rule.vendor } : {}),
    ...(version ? { version } : {}),
    cpe: [...found.flatMap(toCpe), ...(os?.cpe ? [os.cpe] : [])],
    ...(os ? { os: os.name } : {}),
  }
}

type Found = { readonly rule: SoftwareRule; readonly version?: string }

function applyRules({ field, text }: Clue): readonly Found[] {
  const subject = text.slice(0, 500)
  for (const rule of softwareRules) {
    if (rule.field !== field) continue
    const match = rule.pattern.exec(subject)
    const version = match?.groups?.['version']
    if (match) return [version ? { rule, version } : { rule }]
  }
  return []
}

function toCpe({ rule, version }: Found): readonly string[] {
  return rule.cpe ? [formatCpe({ part: 'a', name: rule.cpe, ...(version ? { version } : {}) })] : []
}
