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
  const [number = '*', update = '*'] = splitUpdate(version)
  return `cpe:2.3:${part}:${name}:${number}:${update}:*:*:*:*:*:*`
}

function splitUpdate(version: string | undefined): readonly string[] {
  if (version === undefined) return []
  const portable = /^(\d[\d.]*)(p\d+)$/.exec(version)
  if (portable?.[1] && portable[2]) return [portable[1], portable[2]]
  return [escape(version.toLowerCase())]
}

function escape(value: string): string {
  return value.replace(/[^a-z0-9._-]/g, (character) => `\\${character}`)
}
