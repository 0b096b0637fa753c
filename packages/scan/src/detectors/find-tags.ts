import { decodeEntities } from './decode-text.ts'

/** The attributes of one tag, names in lower case, character references resolved. */
export type TagAttributes = ReadonlyMap<string, string>

/** Finds the start tags of an element, in order, at most `limit`. Costs linear time on any text. */
export function findTags(text: string, element: string, limit = 100): readonly TagAttributes[] {
  // A tag in which another begins is damaged; leaving it out bounds the work.
  const pattern = new RegExp(`<${element}(?=[\\s/>])([^<>]{0,2000})>`, 'gi')
  const tags: TagAttributes[] = []
  for (const [, attributes = ''] of text.matchAll(pattern)) {
    tags.push(parseAttributes(attributes))
    if (tags.length >= limit) break
  }
  return tags
}

const maxAttributes = 30
const maxValue = 2000

function parseAttributes(text: string): TagAttributes {
  const attributes = new Map<string, string>()
  const name = /[\s/]{0,50}([^\s=/"'<>]{1,60})(?:\s{0,10}(=)\s{0,10})?/y
  while (name.lastIndex < text.length && attributes.size < maxAttributes) {
    const at = name.lastIndex
    const match = name.exec(text)
    if (!match?.[1]) {
      name.lastIndex = at + 1
      continue
    }
    const { value, end } = match[2] ? readValue(text, name.lastIndex) : noValue(name.lastIndex)
    const key = match[1].toLowerCase()
    // HTML 13.2.5.33: of equal attributes the first counts.
    if (!attributes.has(key)) attributes.set(key, decodeEntities(value.slice(0, maxValue)))
    name.lastIndex = end
  }
  return attributes
}

type Value = { readonly value: string; readonly end: number }

function noValue(end: number): Value {
  return { value: '', end }
}

function readValue(text: string, start: number): Value {
  const quote = text[start]
  if (quote === '"' || quote === "'") {
    const close = text.indexOf(quote, start + 1)
    const end = close < 0 ? text.length : close
    return { value: text.slice(start + 1, end), end: end + 1 }
  }
  const bare = /[^\s]{0,2000}/y
  bare.lastIndex = start
  const value = bare.exec(text)?.[0] ?? ''
  return { value, end: start + value.length }
}
