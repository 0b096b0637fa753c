/** A question of ours (RFC 1035 4.1.2). */
type DnsQuestion = { readonly name: string; readonly type: number; readonly class: number }

/** A query; with `nsid` it has EDNS and asks which of several servers answers (RFC 5001). */
export type DnsQuery = {
  readonly id: number
  readonly isRecursionDesired?: boolean
  readonly questions: readonly DnsQuestion[]
  readonly nsid?: boolean
}

/** A resource record; its data lie in `bytes` of the message. */
export type DnsRecord = DnsQuestion & { readonly dataStart: number; readonly dataEnd: number }

/** A message as far as it could be read. */
export type DnsMessage = {
  readonly bytes: Buffer
  readonly id: number
  readonly isResponse: boolean
  readonly opcode: number
  readonly responseCode: number
  readonly isRecursionAvailable: boolean
  /** The first that it repeats. */
  readonly question: DnsQuestion | undefined
  readonly answers: readonly DnsRecord[]
  /** Of the authority and additional sections. */
  readonly others: readonly DnsRecord[]
  /** Where the message ends, unless it is broken off. */
  readonly end: number
}

/** IANA's numbers of the types that are asked for or read here. */
export const dnsTypes = {
  a: 1,
  soa: 6,
  ptr: 12,
  txt: 16,
  srv: 33,
  netbiosStatus: 33,
  opt: 41,
} as const

/** IANA's numbers of the classes. */
export const dnsClasses = { internet: 1, chaos: 3 } as const

const nsidOption = 3
// RFC 9715: what passes everywhere without fragments.
const payloadSize = 1232

/** Writes a query (RFC 1035 4.1). */
export function encodeDnsQuery({ id, isRecursionDesired, questions, nsid }: DnsQuery): Buffer {
  const header = Buffer.alloc(12)
  header.writeUInt16BE(id, 0)
  header.writeUInt16BE(isRecursionDesired === true ? 0x0100 : 0, 2)
  header.writeUInt16BE(questions.length, 4)
  header.writeUInt16BE(nsid === true ? 1 : 0, 10)
  return Buffer.concat([header, ...questions.map(encodeQuestion), ...(nsid ? [nsidRequest()] : [])])
}

function encodeQuestion({ name, type, class: dnsClass }: DnsQuestion): Buffer {
  const labels = name.split('.').filter((label) => label !== '')
  const encoded = labels.map((label) => {
    const bytes = Buffer.from(label)
    return Buffer.concat([Buffer.from([bytes.length]), bytes])
  })
  const tail = Buffer.alloc(5)
  tail.writeUInt16BE(type, 1)
  tail.writeUInt16BE(dnsClass, 3)
  return Buffer.concat([...encoded, tail])
}

/** The OPT record (RFC 6891 6.1.2) with an empty NSID option. */
function nsidRequest(): Buffer {
  const record = Buffer.alloc(15)
  record.writeUInt16BE(dnsTypes.opt, 1)
  record.writeUInt16BE(payloadSize, 3)
  record.writeUInt16BE(4, 9)
  record.writeUInt16BE(nsidOption, 11)
  return record
}

/** Reads a message; what is broken off or malformed is left out. Undefined without a whole header. */
export function parseDnsMessage(bytes: Buffer): DnsMessage | undefined {
  if (bytes.length < 12) return undefined
  const flags = bytes.readUInt16BE(2)
  const questions = readQuestions(bytes, bytes.readUInt16BE(4))
  const answers = readRecords(bytes, { start: questions.end, count: bytes.readUInt16BE(6) })
  const otherCount = bytes.readUInt16BE(8) + bytes.readUInt16BE(10)
  const others = readRecords(bytes, { start: answers.end, count: otherCount })
  return {
    bytes,
    id: bytes.readUInt16BE(0),
    isResponse: (flags & 0x8000) !== 0,
    opcode: (flags >> 11) & 15,
    responseCode: flags & 15,
    isRecursionAvailable: (flags & 0x80) !== 0,
    question: questions.first,
    answers: answers.records,
    others: others.records,
    end: others.end,
  }
}

const responseCodes = ['NOERROR', 'FORMERR', 'SERVFAIL', 'NXDOMAIN', 'NOTIMP', 'REFUSED']

/** The name of a response code (RFC 6895 2.3), or its number. */
export function toDnsResponseCode(code: number): string {
  return responseCodes[code] ?? String(code)
}

/** The first character-string of a TXT record (RFC 1035 3.3.14). */
export function readDnsText({ bytes }: DnsMessage, record: DnsRecord): string | undefined {
  if (record.type !== dnsTypes.txt || record.dataStart >= record.dataEnd) return undefined
  const end = record.dataStart + 1 + bytes.readUInt8(record.dataStart)
  return end > record.dataEnd ? undefined : bytes.toString('utf8', record.dataStart + 1, end)
}

/** The name that a PTR record leads to; with `skip` the name behind so many bytes, as in SRV. */
export function readDnsTarget(
  { bytes }: DnsMessage,
  { dataStart, dataEnd }: DnsRecord,
  skip = 0,
): string | undefined {
  const name = readDnsName(bytes, dataStart + skip)
  return name && name.end <= dataEnd ? name.text : undefined
}

/** The server's identifier in its answer to a query with `nsid`. */
export function readNsid({ bytes, others }: DnsMessage): Buffer | undefined {
  const options = others.find(({ type }) => type === dnsTypes.opt)
  if (!options) return undefined
  let offset = options.dataStart
  while (offset + 4 <= options.dataEnd) {
    const end = offset + 4 + bytes.readUInt16BE(offset + 2)
    if (end > options.dataEnd) return undefined
    if (bytes.readUInt16BE(offset) === nsidOption) return bytes.subarray(offset + 4, end)
    offset = end
  }
  return undefined
}

const maxQuestions = 20
const maxRecords = 200

function readQuestions(
  bytes: Buffer,
  count: number,
): { readonly first: DnsQuestion | undefined; readonly end: number } {
  let end = 12
  let first: DnsQuestion | undefined
  for (let index = 0; index < Math.min(count, maxQuestions); index++) {
    const name = readDnsName(bytes, end)
    if (!name || name.end + 4 > bytes.length) return { first, end: bytes.length }
    const [type, dnsClass] = [bytes.readUInt16BE(name.end), bytes.readUInt16BE(name.end + 2)]
    first ??= { name: name.text, type, class: dnsClass }
    end = name.end + 4
  }
  return { first, end }
}

type Section = { readonly start: number; readonly count: number }

function readRecords(
  bytes: Buffer,
  { start, count }: Section,
): { readonly records: readonly DnsRecord[]; readonly end: number } {
  const records: DnsRecord[] = []
  let end = start
  while (records.length < Math.min(count, maxRecords)) {
    const name = readDnsName(bytes, end)
    if (!name || name.end + 10 > bytes.length) break
    const dataStart = name.end + 10
    const dataEnd = dataStart + bytes.readUInt16BE(name.end + 8)
    if (dataEnd > bytes.length) break
    const type = bytes.readUInt16BE(name.end)
    const dnsClass = bytes.readUInt16BE(name.end + 2)
    records.push({ name: name.text, type, class: dnsClass, dataStart, dataEnd })
    end = dataEnd
  }
  return { records, end }
}

/** Reads a name (RFC 1035 4.1.4) and says where it ends; pointers only lead backwards, so that reading ends. */
export function readDnsName(
  bytes: Buffer,
  start: number,
): { readonly text: string; readonly end: number } | undefined {
  const labels: string[] = []
  let [offset, left] = [start, 255]
  let end: number | undefined
  while (offset < bytes.length && left > 0) {
    const length = bytes.readUInt8(offset)
    if (length === 0) return { text: labels.join('.'), end: end ?? offset + 1 }
    if (length >= 0xc0) {
      const target = offset + 1 < bytes.length ? bytes.readUInt16BE(offset) & 0x3fff : offset
      if (target >= offset) return undefined
      end ??= offset + 2
      offset = target
      left -= 1
      continue
    }
    if (length > 63 || offset + 1 + length > bytes.length) return undefined
    const label = bytes.toString('utf8', offset + 1, offset + 1 + length)
    labels.push(label.replace(/[\\.]/g, '\\$&'))
    offset += length + 1
    left -= length + 1
  }
  return undefined
}
