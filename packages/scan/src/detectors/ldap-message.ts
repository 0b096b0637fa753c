import { type DerElement, readDer, readDerChildren } from '../tls/read-der.ts'
import { writeBer } from './write-ber.ts'

const [boolean, integer, octetString, enumerated, sequence] = [0x01, 0x02, 0x04, 0x0a, 0x30]
const searchRequest = 0x63
const searchResultEntry = 0x64
const searchResultDone = 0x65
const extendedRequest = 0x77
const extendedResponse = 0x78
const operationLimit = 32

/** A search (RFC 4511 4.5.1) for any object; texts of attributes, or `1.1` for none. */
export type LdapSearch = {
  readonly id: number
  readonly base: string
  /** 0: the object itself, 2: all below it. */
  readonly scope: 0 | 2
  readonly sizeLimit: number
  readonly attributes: readonly string[]
}

/** What a search brought: the entries' attributes by lower-case name, and the result code. */
export type LdapResult = {
  readonly entries: readonly ReadonlyMap<string, readonly string[]>[]
  /** Absent while the search is not over. */
  readonly resultCode?: number
  readonly diagnostic?: string
}

/** Writes a search request. */
export function toLdapSearch({ id, base, scope, sizeLimit, attributes }: LdapSearch): Buffer {
  const search = writeBer(
    searchRequest,
    writeBer(octetString, Buffer.from(base)),
    writeBer(enumerated, Buffer.from([scope])),
    writeBer(enumerated, Buffer.from([0])),
    writeBer(integer, Buffer.from([sizeLimit])),
    writeBer(integer, Buffer.from([2])),
    writeBer(boolean, Buffer.from([0])),
    writeBer(0x87, Buffer.from('objectClass')),
    writeBer(sequence, ...attributes.map((name) => writeBer(octetString, Buffer.from(name)))),
  )
  return writeBer(sequence, writeBer(integer, Buffer.from([id])), search)
}

/** Writes an extended request (4.12) without a value. */
export function toLdapExtended(id: number, oid: string): Buffer {
  const request = writeBer(extendedRequest, writeBer(0x80, Buffer.from(oid)))
  return writeBer(sequence, writeBer(integer, Buffer.from([id])), request)
}

/** Whether a search is over. */
export function hasLdapDone(bytes: Buffer): boolean {
  return operations(bytes).some(({ tag }) => tag === searchResultDone)
}

/** Reads what a search brought; undefined when no message of a search has come. */
export function readLdapResult(bytes: Buffer): LdapResult | undefined {
  const answers = operations(bytes)
  const entries = answers.filter(({ tag }) => tag === searchResultEntry)
  const done = answers.find(({ tag }) => tag === searchResultDone)
  if (entries.length === 0 && !done) return undefined
  return {
    entries: entries.map((entry) => readAttributes(bytes, entry)),
    ...(done ? readResult(bytes, done) : {}),
  }
}

/** The result code of an extended response (4.12). */
export function readLdapExtended(bytes: Buffer): number | undefined {
  const response = operations(bytes).find(({ tag }) => tag === extendedResponse)
  return response && readResult(bytes, response).resultCode
}

/** The operations of the messages that have arrived whole. */
function operations(bytes: Buffer): readonly DerElement[] {
  const found: DerElement[] = []
  let message = readDer(bytes, 0)
  while (message && message.tag === sequence && found.length < operationLimit) {
    const operation = readDerChildren(bytes, message)[1]
    if (operation) found.push(operation)
    message = readDer(bytes, message.end)
  }
  return found
}

/** LDAPResult (4.1.9): code, matched DN, diagnostic message. */
function readResult(bytes: Buffer, element: DerElement): Omit<LdapResult, 'entries'> {
  const [code, , diagnostic] = readDerChildren(bytes, element)
  const resultCode = code && bytes[code.contentStart]
  const text = diagnostic ? toText(bytes, diagnostic).slice(0, 200) : ''
  return {
    ...(resultCode === undefined ? {} : { resultCode }),
    ...(text === '' ? {} : { diagnostic: text }),
  }
}

function readAttributes(bytes: Buffer, entry: DerElement): LdapResult['entries'][number] {
  const list = readDerChildren(bytes, entry)[1]
  const attributes = list ? readDerChildren(bytes, list) : []
  return new Map(attributes.map((attribute) => readAttribute(bytes, attribute)))
}

function readAttribute(bytes: Buffer, attribute: DerElement): readonly [string, readonly string[]] {
  const [type, values] = readDerChildren(bytes, attribute)
  const texts = values
    ? readDerChildren(bytes, values).map((value) => toText(bytes, value).slice(0, 500))
    : []
  return [type ? toText(bytes, type).toLowerCase() : '', texts]
}

function toText(bytes: Buffer, { contentStart, end }: DerElement): string {
  return bytes.toString('utf8', contentStart, end)
}
