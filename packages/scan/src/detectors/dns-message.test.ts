import { describe, expect, it } from 'vitest'
import {
  dnsClasses,
  dnsTypes,
  encodeDnsQuery,
  parseDnsMessage,
  readDnsTarget,
  readDnsText,
  readNsid,
} from './dns-message.ts'

/** A response with one question for `a.b` and the given records behind it. */
function response(counts: readonly [number, number], records: string): Buffer {
  const header = '574481800001000000000000'
  const bytes = Buffer.from(`${header}0161016200 0010 0003 ${records}`.replaceAll(' ', ''), 'hex')
  bytes.writeUInt16BE(counts[0], 6)
  bytes.writeUInt16BE(counts[1], 10)
  return bytes
}

const question = { name: 'version.bind', type: dnsTypes.txt, class: dnsClasses.chaos }

describe('encodeDnsQuery()', () => {
  it('writes header, question and the request for an identifier', () => {
    expect(encodeDnsQuery({ id: 0x5744, questions: [question] }).toString('hex')).toBe(
      '5744000000010000000000000776657273696f6e0462696e640000100003',
    )
    const query = encodeDnsQuery({
      id: 1,
      isRecursionDesired: true,
      questions: [question],
      nsid: true,
    })
    expect(query.readUInt16BE(2)).toBe(0x0100)
    expect(query.subarray(-15).toString('hex')).toBe('00002904d000000000000400030000')
  })
})

describe('parseDnsMessage()', () => {
  it('reads names through pointers and texts of their own length', () => {
    const message = parseDnsMessage(response([1, 0], 'c00c 0010 0003 00000000 0004 03 616263'))
    const [record] = message?.answers ?? []
    expect(record).toMatchObject({ name: 'a.b', type: dnsTypes.txt, class: dnsClasses.chaos })
    expect(message && record && readDnsText(message, record)).toBe('abc')
    expect(message).toMatchObject({ isResponse: true, isRecursionAvailable: true, responseCode: 0 })
  })

  it('takes no text that is longer than its record, and none of another type', () => {
    for (const records of [
      'c00c 0010 0003 00000000 0004 04 616263',
      'c00c 0010 0003 00000000 0000',
      'c00c 0001 0001 00000000 0004 03 616263',
    ]) {
      const message = parseDnsMessage(response([1, 0], records))
      const [record] = message?.answers ?? []
      expect(message && record && readDnsText(message, record)).toBeUndefined()
    }
  })

  it('does not follow pointers in circles or forwards', () => {
    const circle = response([1, 0], 'c015 0010 0003 00000000 0000')
    expect(parseDnsMessage(circle)?.answers).toEqual([])
    const pair = response([1, 0], '0161 c015 0010 0003 00000000 0000')
    expect(parseDnsMessage(pair)?.answers).toEqual([])
    const forwards = response([1, 0], 'c020 0010 0003 00000000 0000 0161 00')
    expect(parseDnsMessage(forwards)?.answers).toEqual([])
  })

  it('keeps dots inside a label apart from those between labels', () => {
    const message = parseDnsMessage(response([1, 0], 'c00c 000c 0001 00000000 0005 03 612e62 00'))
    const [record] = message?.answers ?? []
    expect(message && record && readDnsTarget(message, record)).toBe('a\\.b')
  })

  it('reads what is there when counts promise more', () => {
    const message = parseDnsMessage(response([9999, 9999], 'c00c 0001 0001 00000000 0004 c0000201'))
    expect(message?.answers.length).toBe(1)
    expect(message?.others).toEqual([])
  })

  it('finds the identifier among other options', () => {
    const options = '000a 0002 ffff 0003 0003 6e7331'
    const message = parseDnsMessage(response([0, 1], `00 0029 04d0 00000000 000d ${options}`))
    expect(message && readNsid(message)?.toString()).toBe('ns1')
    const broken = parseDnsMessage(response([0, 1], '00 0029 04d0 00000000 0005 0003 00ff 6e'))
    expect(broken && readNsid(broken)).toBeUndefined()
  })

  it('needs a whole header', () => {
    expect(parseDnsMessage(Buffer.alloc(11))).toBeUndefined()
  })
})
