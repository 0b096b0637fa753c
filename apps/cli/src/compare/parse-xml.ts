import { XMLParser, XMLValidator } from 'fast-xml-parser'

/** One element of an XML document. */
export type XmlElement = {
  readonly attribute: (name: string) => string | undefined
  readonly children: (name: string) => readonly XmlElement[]
  readonly text: string
}

/** What is kept of a document. */
export type XmlVocabulary = {
  readonly elements: ReadonlySet<string>
  readonly attributes: ReadonlySet<string>
}

/**
 * Reads an XML document, keeping only what is in the vocabulary. No document type is followed and no
 * entity but the five of XML itself is known. Throws an `Error` when it is not well-formed, or larger
 * in one of its parts than a tool would write it.
 */
export function parseXml(text: string, { elements, attributes }: XmlVocabulary): XmlElement {
  refuseGiants(text)
  refuseDeclarations(text)
  const verdict = XMLValidator.validate(text)
  if (verdict !== true) throw new Error(`line ${verdict.err.line}: ${verdict.err.msg}`)
  let kept = 0
  const parser = new XMLParser({
    ignoreAttributes: (name) => !attributes.has(name),
    attributeNamePrefix: attributePrefix,
    ignoreDeclaration: true,
    ignorePiTags: true,
    parseTagValue: false,
    processEntities: false,
    maxNestedTags: 20,
    jPath: false,
    isArray: (...[, , , isAttribute]) => !isAttribute,
    updateTag(name) {
      if (!elements.has(name)) return false
      kept += 1
      if (kept > maxElements) throw new Error('it has too many elements')
      return true
    },
  })
  return toElement(parser.parse(text))
}

const attributePrefix = '@'
// A file of 64 MB that nmap wrote has three quarters of it.
const maxElements = 1_000_000
const maxTagLength = 1_000_000

/** Neither a tag, to its `>`, nor a tag with the text behind it, to the next `<`, is longer than that. */
function refuseGiants(text: string): void {
  let close = -1
  let start = 0
  while (start !== -1) {
    if (close < start) close = indexOrEnd(text, '>', start)
    const next = text.indexOf('<', start + 1)
    const end = Math.max(close, next === -1 ? text.length : next)
    if (end - start > maxTagLength) throw new Error('it has a tag or a text without end')
    start = next
  }
}

function indexOrEnd(text: string, mark: string, from: number): number {
  const index = text.indexOf(mark, from)
  return index === -1 ? text.length : index
}

// Only the start of a document may declare anything; it is short in every file that a tool writes.
const prologueLength = 100_000

/** XML 1.0, 2.8: a document type with a subset of its own, or one from elsewhere, declares entities. */
function refuseDeclarations(text: string): void {
  const doctypes = text.slice(0, prologueLength).matchAll(/<!DOCTYPE\s+[\w:.-]{1,100}\s*([^\s>])?/g)
  const hasSubset = [...doctypes].some(([, more]) => more !== undefined)
  if (hasSubset || text.includes('<!ENTITY')) {
    throw new Error('document types and entities are not followed')
  }
}

function toElement(node: unknown): XmlElement {
  return {
    attribute(name) {
      const value = read(node, `${attributePrefix}${name}`)
      return typeof value === 'string' ? decode(value) : undefined
    },
    children(name) {
      const found = read(node, name)
      return Array.isArray(found) ? found.map(toElement) : []
    },
    get text() {
      const value = typeof node === 'string' ? node : read(node, '#text')
      return typeof value === 'string' ? decode(value) : ''
    },
  }
}

function read(node: unknown, name: string): unknown {
  if (typeof node !== 'object' || node === null || !Object.hasOwn(node, name)) return undefined
  // an own member of an object
  return (node as Readonly<Record<string, unknown>>)[name]
}

/** XML 1.0, 4.1 and 4.6. */
function decode(text: string): string {
  return text.replaceAll(reference, (whole, body: string) => {
    if (!body.startsWith('#')) return named[body] ?? whole
    const isHex = body[1] === 'x'
    const code = Number.parseInt(body.slice(isHex ? 2 : 1), isHex ? 16 : 10)
    return code <= 0x10_ff_ff ? String.fromCodePoint(code) : whole
  })
}

const reference = /&(#x[\da-fA-F]{1,6}|#\d{1,7}|lt|gt|amp|quot|apos);/g

const named: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  amp: '&',
  quot: '"',
  apos: "'",
}
