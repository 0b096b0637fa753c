import { isInside, type Network, parseNetwork, toAddress } from './classify-address.ts'

/** What is never scanned, on whose word and until when. */
export type NeverEntry = {
  readonly rule:
    | { readonly kind: 'network'; readonly network: Network }
    | { readonly kind: 'name'; readonly suffix: string }
  readonly reason: string
  /** The last day, UTC, `2027-01-31`; absent when it is for ever. */
  readonly until?: string
}

/** The entries that could be read, and one line for each that could not. */
export type NeverListText = {
  readonly entries: readonly NeverEntry[]
  readonly problems: readonly string[]
}

/**
 * Reads lines of `<address|network|name suffix> [until=YYYY-MM-DD] <reason>`; `#` begins a comment at
 * the start of a line. A name stands for itself and all names below it.
 */
export function parseNeverList(text: string): NeverListText {
  const entries: NeverEntry[] = []
  const problems: string[] = []
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const content = line.trim()
    if (content === '' || content.startsWith('#')) continue
    try {
      entries.push(parseEntry(content))
    } catch (error) {
      problems.push(`line ${index + 1}: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  return { entries, problems }
}

/** Why a list forbids an address, or `undefined`. Text that is no address is in no network. */
export function findNeverAddress(
  entries: readonly NeverEntry[],
  address: string,
  today: string = toDay(new Date()),
): string | undefined {
  const parsed = toAddress(address)
  if (parsed === undefined) return undefined
  const entry = entries.find(
    ({ rule, until }) =>
      rule.kind === 'network' && isInside(parsed, rule.network) && isInForce(until, today),
  )
  return entry && explain(entry)
}

/** Why a list forbids a name, or `undefined`. */
export function findNeverName(
  entries: readonly NeverEntry[],
  name: string,
  today: string = toDay(new Date()),
): string | undefined {
  const wanted = name.toLowerCase().replace(/\.$/, '')
  const entry = entries.find(
    ({ rule, until }) =>
      rule.kind === 'name' && isBelow(wanted, rule.suffix) && isInForce(until, today),
  )
  return entry && explain(entry)
}

function parseEntry(line: string): NeverEntry {
  const [subject = '', ...words] = line.split(/\s+/)
  const until = words[0]?.startsWith('until=') === true ? parseDay(words.shift() ?? '') : undefined
  const reason = words.join(' ')
  if (reason === '') throw new Error(`"${subject}" has no reason`)
  return { rule: parseRule(subject), reason, ...(until !== undefined && { until }) }
}

function parseDay(word: string): string {
  const day = word.slice('until='.length)
  const time = /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(day) : Number.NaN
  if (Number.isNaN(time) || toDay(new Date(time)) !== day) {
    throw new Error(`"${word}" is no day: expected until=YYYY-MM-DD`)
  }
  return day
}

function parseRule(subject: string): NeverEntry['rule'] {
  const suffix = subject
    .toLowerCase()
    .replace(/^\*?\./, '')
    .replace(/\.$/, '')
  if (isName(suffix)) return { kind: 'name', suffix }
  try {
    return { kind: 'network', network: parseNetwork(subject) }
  } catch {
    throw new Error(`"${subject}" is no address, network or name`)
  }
}

/** RFC 1123, 2.1; a last label of digits alone is of an address. */
function isName(text: string): boolean {
  const labels = text.split('.')
  return (
    text.length <= 253 &&
    labels.every((label) => /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/.test(label)) &&
    !/^\d+$/.test(labels.at(-1) ?? '')
  )
}

function isBelow(name: string, suffix: string): boolean {
  return name === suffix || name.endsWith(`.${suffix}`)
}

function isInForce(until: string | undefined, today: string): boolean {
  return until === undefined || today <= until
}

function explain({ reason, until }: NeverEntry): string {
  return `never-scan list: ${reason}${until === undefined ? '' : ` (until ${until})`}`
}

function toDay(date: Date): string {
  return date.toISOString().slice(0, 10)
}
