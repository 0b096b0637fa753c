import { ByteReader } from './byte-reader.ts'
import { defineDetector, type DetectorSteps, type Match } from './define-detector.ts'
import { send } from './steps.ts'

/**
 * DCE/RPC ([MS-RPCE] 2.2.2, C706 12.6): a bind to the endpoint mapper and to IObjectExporter, then
 * ServerAlive2 ([MS-DCOM] 3.1.2.5.1.6), by which Windows tells its names and addresses to anybody.
 */
export const msrpc = defineDetector({
  id: 'msrpc',
  title: 'DCE/RPC endpoint mapper',
  transport: 'tcp',
  ports: [135],
  prevalence: 15,
  maxConnections: 1,
  *detect() {
    const reply = yield send(bind(), { until: hasPdu, timeoutMs: 1500 })
    const answer = readBindAnswer(reply.bytes)
    if (!answer) return undefined
    const isExporter = answer.accepted[exporterContext] === true
    return toMatch(answer, isExporter ? yield* askBindings() : [])
  },
})

const headerBytes = 16
const [requestType, responseType, bindType, bindAckType, bindNakType] = [0, 2, 11, 12, 13]
const wholeFragment = 3
const [bindCall, aliveCall] = [1, 2]
const [mapperContext, exporterContext] = [0, 1]
const maxFragmentBytes = 4280

/** Interfaces and the transfer syntax NDR, as 16 bytes with the low ones first, and a version. */
const mapper = syntax('0883afe11f5dc91191a408002b14a0fa', 3)
const exporter = syntax('c4fefc9960521b10bbcb00aa0021347a', 0)
const ndr = syntax('045d888aeb1cc9119fe808002b104860', 2)

function syntax(id: string, version: number): Buffer {
  return Buffer.concat([Buffer.from(id, 'hex'), Buffer.from([version, 0, 0, 0])])
}

function bind(): Buffer {
  const sizes = Buffer.alloc(8)
  sizes.writeUInt16LE(maxFragmentBytes, 0)
  sizes.writeUInt16LE(maxFragmentBytes, 2)
  const contexts = [context(mapperContext, mapper), context(exporterContext, exporter)]
  return pdu(bindType, bindCall, sizes, Buffer.from([contexts.length, 0, 0, 0]), ...contexts)
}

function context(id: number, abstract: Buffer): Buffer {
  return Buffer.concat([Buffer.from([id, 0, 1, 0]), abstract, ndr])
}

function pdu(type: number, call: number, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts)
  const header = Buffer.from([5, 0, type, wholeFragment, 0x10, 0, 0, 0, 0, 0, 0, 0, call, 0, 0, 0])
  header.writeUInt16LE(headerBytes + body.length, 8)
  return Buffer.concat([header, body])
}

function hasPdu(bytes: Buffer): boolean {
  return bytes.length >= headerBytes && bytes.length >= bytes.readUInt16LE(8)
}

type Pdu = { readonly type: number; readonly body: ByteReader }

/** Version 5, low bytes first, the call that was asked. */
function readPdu(bytes: Buffer, call: number): Pdu | undefined {
  if (!hasPdu(bytes) || bytes[0] !== 5 || (bytes[4] ?? 0) >> 4 !== 1) return undefined
  const length = bytes.readUInt16LE(8)
  if (length < headerBytes || bytes.readUInt32LE(12) !== call) return undefined
  return { type: bytes[2] ?? 0, body: new ByteReader(bytes.subarray(0, length), headerBytes) }
}

type BindAnswer = { readonly accepted: readonly boolean[]; readonly secondaryAddress?: string }

function readBindAnswer(bytes: Buffer): BindAnswer | undefined {
  const answer = readPdu(bytes, bindCall)
  if (answer?.type === bindNakType) return { accepted: [] }
  if (answer?.type !== bindAckType) return undefined
  const { body } = answer
  body.skip(8)
  const addressBytes = body.u16le()
  const secondaryAddress = body.text(addressBytes).replace(/\0$/, '')
  body.skip(-(2 + addressBytes) & 3)
  const count = Math.min(body.u8(), 4)
  body.skip(3)
  const accepted = Array.from({ length: count }, () => readResult(body))
  return body.isCut ? undefined : { accepted, secondaryAddress }
}

/** Result, reason, and the transfer syntax. */
function readResult(body: ByteReader): boolean {
  const result = body.u16le()
  body.skip(22)
  return result === 0
}

const serverAlive2 = 5

function* askBindings(): DetectorSteps<readonly string[]> {
  const hint = Buffer.alloc(8)
  hint.writeUInt16LE(exporterContext, 4)
  hint.writeUInt16LE(serverAlive2, 6)
  const request = pdu(requestType, aliveCall, hint)
  const reply = yield send(request, { until: hasPdu, timeoutMs: 1000 })
  const answer = readPdu(reply.bytes, aliveCall)
  return answer?.type === responseType ? readBindings(answer.body) : []
}

const maxBindings = 20
const tcpTower = 7

/** Hint, context and cancel count; COM version, a pointer and its size; then a DUALSTRINGARRAY. */
function readBindings(body: ByteReader): readonly string[] {
  body.skip(8 + 4 + 4 + 4)
  body.skip(4)
  const found: string[] = []
  let tower = body.u16le()
  while (tower !== 0 && !body.isCut && found.length < maxBindings) {
    const address = readWideText(body)
    if (tower === tcpTower && address !== '') found.push(address)
    tower = body.u16le()
  }
  return found
}

/** UTF-16 up to a zero. */
function readWideText(body: ByteReader): string {
  let text = ''
  for (let unit = body.u16le(); unit !== 0 && text.length < 255; unit = body.u16le())
    text += String.fromCharCode(unit)
  return text
}

const windows = [
  { field: 'msrpc.exporter', text: 'ServerAlive2' },
  { field: 'os', text: 'Windows' },
]

function toMatch({ accepted, secondaryAddress }: BindAnswer, bindings: readonly string[]): Match {
  const isMapper = accepted[mapperContext] === true
  const name = bindings.find((binding) => !/^[\d.]+$|:/.test(binding))
  return {
    service: 'msrpc',
    confidence: 100,
    evidence: isMapper ? 'the endpoint mapper accepts a bind' : 'a bind is answered',
    banner: Buffer.alloc(0),
    // Only Windows has an object exporter on this port.
    clues: bindings.length === 0 ? [] : windows,
    ...(name === undefined ? {} : { hostname: name.toLowerCase() }),
    extra: { isEndpointMapper: isMapper, secondaryAddress, bindings },
  }
}
