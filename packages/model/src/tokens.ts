import { type Attributes } from './entity.ts'
import { lowerCase } from './data-types/lower-case.ts'
import { findIndicator } from './indicator.ts'
import { analyse, splitToken } from './query/analyse.ts'

/** The limits of our index. */
const maxFieldTokens = 1_000
const maxEntityTokens = 4_000

/** The tokens under which a text of a field is found: its words and the indicators in it. */
export function fieldTokens(text: string): readonly string[] {
  if (/^[a-z0-9]{1,255}$/i.test(text)) return [text.toLowerCase()]
  const plain = text.toWellFormed()
  // Indicators come first, so that a long text loses words and not what it is about.
  const indicators = splitChunks(plain)
    .flatMap((chunk) => [chunk, ...parts(chunk)])
    .flatMap((part) => indicatorTokens(part) ?? [])
  return [...new Set([...indicators, ...analyse(plain)])].slice(0, maxFieldTokens)
}

/** The tokens a query asks for: each of its indicators as one token, the words of the rest. */
export function queryTokens(text: string): readonly string[] {
  const chunks = splitChunks(text.toWellFormed())
  return [...new Set(chunks.flatMap((chunk) => indicatorTokens(chunk) ?? analyse(chunk)))]
}

/**
 * The tokens of an entity, one list per field: its value, the type, each tag, each other attribute
 * that is text. The value comes first, whatever its format, so that a limit never cuts it off.
 */
export function entityTokens(entity: {
  readonly type: string
  readonly attributes: Attributes
  readonly tags: readonly string[]
}): string[][] {
  const { [entity.type]: value = '', ...others } = entity.attributes
  const texts = Object.values(others).filter((other) => typeof other === 'string')
  let left = maxEntityTokens
  const fields: string[][] = []
  for (const text of new Set([String(value), entity.type, ...entity.tags, ...texts])) {
    const tokens = fieldTokens(text).slice(0, left)
    left -= tokens.length
    if (tokens.length > 0) fields.push(tokens)
  }
  return fields
}

function splitChunks(text: string): readonly string[] {
  return text.split(/\p{White_Space}+/u).map(trimPunctuation)
}

/** Quotes and brackets around a chunk and the punctuation of a sentence are not part of it. */
function trimPunctuation(chunk: string): string {
  let start = 0
  let end = chunk.length
  while (start < end && '"\'`([{<,;'.includes(chunk.charAt(start))) start += 1
  while (end > start && '"\'`)]}>,;.!?:'.includes(chunk.charAt(end - 1))) end -= 1
  // An IPv6 address may begin or end with two colons.
  return chunk.startsWith('::', end) ? chunk.slice(start, end + 2) : chunk.slice(start, end)
}

/** What may be an indicator inside a longer chunk: names, mailboxes, IPv6 addresses, ports. */
function parts(chunk: string): readonly string[] {
  const names = chunk.split(/[^a-z0-9.-]+/i)
  const mailboxes = chunk.includes('@') ? chunk.split(/[^a-z0-9._%+@-]+/i) : []
  const addresses = /:[^:]*:/.test(chunk) ? chunk.split(/[^0-9a-f:.]+/i) : []
  const ports = /[0-9]\/(?:tcp|udp)/i.test(chunk) ? findPorts(chunk) : []
  return [...names, ...mailboxes, ...addresses, ...ports].filter((part) => part !== chunk)
}

function findPorts(chunk: string): readonly string[] {
  return chunk.match(/(?<![0-9])[0-9]{1,5}\/(?:tcp|udp)(?![0-9a-z])/gi) ?? []
}

function indicatorTokens(text: string): readonly string[] | undefined {
  const indicator = text === '' ? undefined : findIndicator(text)
  return indicator && splitToken(lowerCase(indicator.text))
}
