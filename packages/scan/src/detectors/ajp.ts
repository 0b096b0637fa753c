import { ByteReader } from './byte-reader.ts'
import { defineDetector, type Clue, type DetectorContext, type Match } from './define-detector.ts'
import { send } from './steps.ts'

/** AJP 1.3 (Apache JServ Protocol 1.3, tomcat.apache.org): CPING, then GET / as a web server would pass it on. */
export const ajp = defineDetector({
  id: 'ajp',
  title: 'Apache JServ Protocol',
  transport: 'tcp',
  ports: [8009],
  prevalence: 10,
  maxConnections: 2,
  *detect(context) {
    const pong = yield send('\x12\x34\0\x01\x0a', { until: hasPacket, timeoutMs: 1500 })
    if (!pong.bytes.subarray(0, 5).equals(cpong)) return undefined
    const reply = yield send(forward(context), { until: hasResponse, timeoutMs: 1500 })
    return toMatch(readResponse(reply.bytes))
  },
})

const cpong = Buffer.from([0x41, 0x42, 0, 1, 9])
const headerBytes = 4
const [bodyChunk, sendHeaders, endResponse] = [3, 4, 5]

function forward({ host, port }: DetectorContext): Buffer {
  const head = [Buffer.from([2, 2]), text('HTTP/1.1'), text('/'), text('127.0.0.1'), text('')]
  const place = [text(host), word(port), Buffer.from([0])]
  const hostHeader = [word(1), word(0xa00b), text(host)]
  const payload = Buffer.concat([...head, ...place, ...hostHeader, Buffer.from([0xff])])
  return Buffer.concat([word(0x1234), word(payload.length), payload])
}

function text(value: string): Buffer {
  return Buffer.concat([word(value.length), Buffer.from(`${value}\0`, 'latin1')])
}

function word(value: number): Buffer {
  return Buffer.from([value >> 8, value & 255])
}

function hasPacket(bytes: Buffer): boolean {
  return bytes.length >= headerBytes && bytes.length >= headerBytes + bytes.readUInt16BE(2)
}

type Packet = { readonly type: number; readonly payload: Buffer }

const maxPackets = 64

function readPackets(bytes: Buffer): readonly Packet[] {
  const packets: Packet[] = []
  const reader = new ByteReader(bytes)
  while (reader.left > headerBytes && packets.length < maxPackets) {
    if (reader.u16() !== 0x4142) break
    const payload = reader.take(reader.u16())
    const type = payload[0]
    if (type === undefined) break
    packets.push({ type, payload: payload.subarray(1) })
  }
  return packets
}

function hasResponse(bytes: Buffer): boolean {
  return readPackets(bytes).some(({ type }) => type === endResponse)
}

type Response = { readonly status?: number; readonly server?: string; readonly page: string }

function readResponse(bytes: Buffer): Response {
  const packets = readPackets(bytes)
  const head = packets.find(({ type }) => type === sendHeaders)
  const chunks = packets.filter(({ type }) => type === bodyChunk)
  const page = Buffer.concat(chunks.map(({ payload }) => payload.subarray(2))).toString('latin1')
  return { ...(head ? readHead(head.payload) : {}), page }
}

/** Usual header names are written as 0xA001 to 0xA00B; Server is not among them. */
function readHead(payload: Buffer): Pick<Response, 'status' | 'server'> {
  const reader = new ByteReader(payload)
  const status = reader.u16()
  readText(reader)
  const count = Math.min(reader.u16(), 100)
  let server: string | undefined
  for (let index = 0; index < count && !reader.isCut; index++) {
    const length = reader.u16()
    const isCoded = length >> 8 === 0xa0
    const name = isCoded ? '' : readText(reader, length)
    const value = readText(reader)
    if (name.toLowerCase() === 'server') server = value
  }
  return { status, ...(server === undefined ? {} : { server }) }
}

function readText(reader: ByteReader, length = reader.u16()): string {
  if (length === 0xffff) return ''
  const value = reader.text(length)
  reader.skip(1)
  return value
}

/** Tomcat answers 403 where it wants a secret that the web server must know. */
function toMatch({ status, server, page }: Response): Match {
  const product = /Apache Tomcat\/\d[\w.-]{0,20}/.exec(page.slice(0, 16_384))?.[0]
  const clues: Clue[] = []
  if (product !== undefined) clues.push({ field: 'ajp.page', text: product })
  if (server !== undefined) clues.push({ field: 'http.server', text: server })
  const isLocked = status === 403
  return {
    service: 'ajp13',
    confidence: 100,
    evidence: status === undefined ? 'CPING is answered' : `CPING is answered, GET / by ${status}`,
    clues,
    ...(status === undefined ? {} : { isAuthRequired: isLocked, isAnonymousAllowed: !isLocked }),
    extra: { status, server, title: /<title>([^<]{0,200})/i.exec(page.slice(0, 16_384))?.[1] },
  }
}
