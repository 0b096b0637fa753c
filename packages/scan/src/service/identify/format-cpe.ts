/** The parts of a platform name that we know. */
export type CpeName = {
  /** Application, operating system or hardware. */
  readonly part: 'a' | 'o' | 'h'
  /** `vendor:product` as NVD writes them. */
  readonly name: string
  readonly version?: string
}

/** Formats a CPE 2.3 formatted string (NISTIR 7695 6.2); `9.2p1` becomes version 9.2, update p1. */
export function formatCpe({ part, name, version }: CpeName): string {
  const [number, update = '*'] = splitUpdate(name, version?.toLowerCase() ?? '*')
  return `cpe:2.3:${part}:${name}:${number}:${update}:*:*:*:*:*:*`
}

type Split = readonly [version: string, update?: string]

/** NVD keeps patches, candidates and previews apart from the version: `9.11.4-P2`, `1.3.5rc3`. */
const updatePattern = /^(\d[\d.]{0,30}\d|\d)-?((?:p|rc|alpha|beta)\d{0,4})$/

function splitUpdate(name: string, version: string): Split {
  if (version === '*') return ['*']
  const [, number, update] = updatePattern.exec(version) ?? []
  if (number && update) return [number, update]
  // Of ProFTPD a letter is an update: 1.3.5e.
  const [, base, letter] = /^(\d[\d.]{0,30}\d)([a-z])$/.exec(version) ?? []
  if (name === 'proftpd:proftpd' && base && letter) return [base, letter]
  return [escape(version)]
}

function escape(value: string): string {
  return value.replace(/[^a-z0-9._-]/g, (character) => `\\${character}`)
}
