import { type DerElement, readDer, readDerChildren } from '../tls/read-der.ts'
import { writeBer, writeBerInteger, writeBerOid } from './write-ber.ts'

/** The answer to a GET: values by object identifier, or the error that came instead. */
export type SnmpResponse = {
  readonly errorStatus: number
  readonly values: ReadonlyMap<string, Buffer>
}

/** What an SNMPv3 engine says of itself (RFC 3414 2.2). */
export type SnmpEngine = { readonly id: Buffer; readonly boots: number; readonly seconds: number }

const [octetString, nullValue, sequence] = [0x04, 0x05, 0x30]
const [getRequest, response, report] = [0xa0, 0xa2, 0xa8]

/** A GET of SNMPv2c (RFC 1901, RFC 3416 4.2.1). */
export function encodeSnmpGet({ community, requestId, oids }: SnmpGet): Buffer {
  const bindings = oids.map((oid) => writeBer(sequence, writeBerOid(oid), writeBer(nullValue)))
  return writeBer(
    sequence,
    writeBerInteger(1),
    writeBer(octetString, Buffer.from(community)),
    writeBer(
      getRequest,
      writeBerInteger(requestId),
      writeBerInteger(0),
      writeBerInteger(0),
      writeBer(sequence, ...bindings),
    ),
  )
}

export type SnmpGet = {
  readonly community: string
  readonly requestId: number
  readonly oids: readonly string[]
}

/** Asks an SNMPv3 engine for its identity (RFC 3414 4): a reportable request of nobody. */
export function encodeSnmpDiscovery(messageId: number): Buffer {
  const empty = writeBer(octetString)
  const zero = writeBerInteger(0)
  const header = writeBer(
    sequence,
    writeBerInteger(messageId),
    writeBerInteger(65_507),
    writeBer(octetString, Buffer.from([4])),
    writeBerInteger(3),
  )
  const security = writeBer(sequence, empty, zero, zero, empty, empty, empty)
  const request = writeBer(getRequest, writeBerInteger(messageId), zero, zero, writeBer(sequence))
  return writeBer(
    sequence,
    writeBerInteger(3),
    header,
    writeBer(octetString, security),
    writeBer(sequence, empty, empty, request),
  )
}

/** Reads the answer to a GET; undefined when the bytes are none with this request's number. */
export function parseSnmpResponse(bytes: Buffer, requestId: number): SnmpResponse | undefined {
  const [, , pdu] = readMessage(bytes)
  if (pdu?.tag !== response) return undefined
  const [id, status, , list] = readDerChildren(bytes, pdu)
  if (!id || readInteger(bytes, id) !== requestId || !status) return undefined
  const bindings = list ? readDerChildren(bytes, list) : []
  const values = bindings.flatMap((binding) => readBinding(bytes, binding))
  return { errorStatus: readInteger(bytes, status), values: new Map(values) }
}

/** Reads the identity of an engine from its report; undefined when the bytes are none. */
export function parseSnmpEngine(bytes: Buffer): SnmpEngine | undefined {
  const [version, , parameters, data] = readMessage(bytes)
  if (!version || readInteger(bytes, version) !== 3 || !parameters || !data) return undefined
  if (readDerChildren(bytes, data)[2]?.tag !== report) return undefined
  const security = readDer(bytes, parameters.contentStart)
  const [id, boots, seconds] = security ? readDerChildren(bytes, security) : []
  if (!id || !boots || !seconds || id.end === id.contentStart) return undefined
  return {
    id: contentOf(bytes, id),
    boots: readInteger(bytes, boots),
    seconds: readInteger(bytes, seconds),
  }
}

/** Writes an object identifier's content as text; at most 64 arcs. */
export function formatOid(content: Buffer): string {
  const arcs: number[] = []
  let arc = 0
  for (const byte of content.subarray(0, 256)) {
    arc = (arc % 2 ** 25) * 128 + (byte & 0x7f)
    if (byte >= 0x80) continue
    if (arcs.length === 0) arcs.push(Math.min(2, Math.floor(arc / 40)))
    arcs.push(arcs.length === 1 ? arc - (arcs[0] ?? 0) * 40 : arc)
    arc = 0
    if (arcs.length >= 64) break
  }
  return arcs.join('.')
}

/** Reads an unsigned integer of up to 6 bytes; what is longer counts by its last ones. */
export function readUnsigned(content: Buffer): number {
  const tail = content.subarray(-6)
  return tail.length === 0 ? 0 : tail.readUIntBE(0, tail.length)
}

function readMessage(bytes: Buffer): readonly DerElement[] {
  const message = readDer(bytes, 0)
  return message?.tag === sequence ? readDerChildren(bytes, message) : []
}

/** A value that the agent does not have (RFC 3416 3: context tags 0 to 2) is left out. */
function readBinding(bytes: Buffer, binding: DerElement): readonly (readonly [string, Buffer])[] {
  const [name, value] = readDerChildren(bytes, binding)
  if (!name || !value || value.tag === nullValue || value.tag >= 0x80) return []
  return [[formatOid(contentOf(bytes, name)), contentOf(bytes, value)]]
}

function contentOf(bytes: Buffer, { contentStart, end }: DerElement): Buffer {
  return bytes.subarray(contentStart, end)
}

function readInteger(bytes: Buffer, element: DerElement): number {
  return readUnsigned(contentOf(bytes, element))
}
