import { defineDataType } from './data-type.ts'

/** A UUID (RFC 9562), also as `urn:uuid:`, in braces or without dashes; stored canonical. */
export const uuid = defineDataType({
  name: 'UUID',
  maxLength: 45,
  parse(text) {
    const plain = unwrap(text.toLowerCase())
    const match =
      /^([0-9a-f]{8})(-?)([0-9a-f]{4})\2([0-9a-f]{4})\2([0-9a-f]{4})\2([0-9a-f]{12})$/.exec(plain)
    return match ? [match[1], ...match.slice(3)].join('-') : undefined
  },
})

function unwrap(text: string): string {
  if (text.startsWith('urn:uuid:') && text.length === 45) return text.slice(9)
  return text.startsWith('{') && text.endsWith('}') && text.length === 38 ? text.slice(1, -1) : text
}
