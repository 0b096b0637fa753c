import { describe, expect, it } from 'vitest'
import { playDetector } from '../service/conversation.ts'
import { coap } from './coap.ts'
import { type Detector, type Match } from './define-detector.ts'
import { dnsUdp } from './dns-udp.ts'
import { ike } from './ike.ts'
import { ipmi } from './ipmi.ts'
import { l2tp } from './l2tp.ts'
import { memcachedUdp } from './memcached-udp.ts'
import { netbiosNs } from './netbios-ns.ts'
import { ntp } from './ntp.ts'
import { quic } from './quic.ts'
import { rpcbindUdp } from './rpcbind-udp.ts'
import { sipUdp } from './sip-udp.ts'
import { snmp } from './snmp.ts'
import { stun } from './stun.ts'
import { tftp } from './tftp.ts'

/** What a peer makes of each datagram; undefined is silence. */
type Peer = (sent: Buffer, step: number) => Buffer | undefined

type Played = { readonly match: Match | undefined; readonly sent: readonly Buffer[] }

async function play(
  detector: Detector,
  peer: Peer,
  port = detector.ports[0] ?? 0,
): Promise<Played> {
  const sent: Buffer[] = []
  const context = { host: '192.0.2.1', port, tunnel: 'none' } as const
  const match = await playDetector(detector.detect(context), {
    perform: (step) => {
      const bytes = (step.kind === 'exchange' && step.send) || Buffer.alloc(0)
      sent.push(bytes)
      const answer = peer(bytes, sent.length)
      const end = answer ? ('matched' as const) : ('timeout' as const)
      return Promise.resolve({ bytes: answer ?? Buffer.alloc(0), end })
    },
  })
  return { match, sent }
}

/** Bytes as hexadecimal digits with spaces. */
function hex(...parts: readonly string[]): Buffer {
  return Buffer.from(parts.join('').replaceAll(' ', ''), 'hex')
}

describe('dns-udp', () => {
  it('still asks for an address where the question for the version is dropped', async () => {
    const { match } = await play(dnsUdp, (sent, step) => {
      if (step === 1) return undefined
      const answer = Buffer.from(sent.subarray(0, 29))
      answer.writeUInt16BE(0x8105, 2)
      answer.writeUInt16BE(0, 10)
      return answer
    })
    expect(match).toMatchObject({
      evidence: 'answer REFUSED',
      extra: { recursion: 'refused', recursionAvailable: false },
    })
  })

  const bind = (query: Buffer): Buffer =>
    query.includes('version')
      ? Buffer.concat([
          dnsHeader(query, '8400 0001 0001 0000 0000'),
          query.subarray(12),
          hex('c00c 0010 0003 00000000 0007 06 392e31382e31'),
        ])
      : Buffer.concat([dnsHeader(query, '8105 0001 0000 0000 0000'), query.subarray(12, 29)])

  it('asks for the version again where the first question was lost', async () => {
    const { match } = await play(dnsUdp, (sent, step) => (step === 1 ? undefined : bind(sent)))
    expect(match).toMatchObject({ extra: { versionBind: '9.18.1', recursion: 'refused' } })
  })

  it('passes over answers that come late', async () => {
    const questions: Buffer[] = []
    const { match } = await play(dnsUdp, (sent, step) => {
      if (sent.length > 0) questions.push(sent)
      const next = step === 1 ? undefined : questions.shift()
      return next && bind(next)
    })
    expect(match).toMatchObject({ extra: { versionBind: '9.18.1', recursion: 'refused' } })
  })
})

function dnsHeader(query: Buffer, rest: string): Buffer {
  return Buffer.concat([query.subarray(0, 2), hex(rest)])
}

describe('ntp', () => {
  const answer =
    (stratum: number, reference: string): Peer =>
    (sent) =>
      Buffer.concat([
        Buffer.from([0x1c, stratum]),
        Buffer.alloc(10),
        hex(reference),
        Buffer.alloc(8),
        sent.subarray(40, 48),
        Buffer.alloc(16),
      ])

  it.each([
    [1, '47505300', 'GPS'],
    [0, '52415445', 'RATE'],
    [2, 'c0000207', '192.0.2.7'],
  ])('reads the reference of stratum %d', async (stratum, reference, expected) => {
    const { match } = await play(ntp, answer(stratum, reference))
    expect(match?.extra).toMatchObject({ version: 3, stratum, referenceId: expected })
  })

  it('takes no answer to the question of another', async () => {
    const { match } = await play(ntp, (sent) =>
      answer(2, '7f000001')(Buffer.alloc(48, 1), sent.length),
    )
    expect(match).toBeUndefined()
  })
})

describe('snmp', () => {
  const report = (engineId: string) => {
    const id = `04${(engineId.length / 2).toString(16).padStart(2, '0')}${engineId}`
    const security = wrap('30', `${id} 020107 020200c8 0400 0400 0400`)
    const pdu = 'a80e 020400000000 020100 020100 3000'
    const header = wrap('30', '020457445603 020300ffe3 040100 020103')
    return hex(
      wrap('30', `020103 ${header} ${wrap('04', security)} ${wrap('30', `0400 0400 ${pdu}`)}`),
    )
  }

  it('names an agent that keeps its community to itself by its engine', async () => {
    const { match } = await play(snmp, (_, step) =>
      step === 2 ? report('80001f8803 0a0b0c0d0e0f'.replace(' ', '')) : undefined,
    )
    expect(match).toMatchObject({
      clues: [{ field: 'snmp.enterprise', text: '8072' }],
      extra: {
        versions: ['3'],
        engine: { enterprise: 8072, mac: '0a:0b:0c:0d:0e:0f', boots: 7, timeSeconds: 200 },
      },
    })
    expect(match?.isAnonymousAllowed).toBeUndefined()
  })

  it.each([
    ['8000000901c0000201', { enterprise: 9, ip: '192.0.2.1' }],
    ['80000009046c6162', { enterprise: 9, text: 'lab' }],
    ['0000000900000000', { enterprise: 9 }],
  ])('reads the engine identity %s', async (id, expected) => {
    const { match } = await play(snmp, (_, step) => (step === 2 ? report(id) : undefined))
    expect(match?.extra['engine']).toMatchObject(expected)
  })

  const error = wrap('a2', '020457445601 020102 020101 3000')

  it.each([
    ['lost', (step: number) => step === 3],
    ['late', (step: number) => step === 2],
  ])('hears of the community though its first answer is %s', async (_, isAnswered) => {
    const { match } = await play(snmp, (sent, step) => {
      if (isAnswered(step)) return hex(wrap('30', `020101 04067075626c6963 ${error}`))
      return step === 2 || sent.length === 0 ? report('80000009046c6162') : undefined
    })
    const extra = { versions: ['2c', '3'], engine: { enterprise: 9 } }
    expect(match).toMatchObject({ isAnonymousAllowed: true, extra })
  })

  it('takes an answer without values for an answer', async () => {
    const { match } = await play(snmp, (_, step) =>
      step === 1 ? hex(wrap('30', `020101 04067075626c6963 ${error}`)) : undefined,
    )
    expect(match).toMatchObject({ isAnonymousAllowed: true, extra: { versions: ['2c'] } })
  })
})

/** A BER element of up to 127 bytes. */
function wrap(tag: string, content: string): string {
  const digits = content.replaceAll(' ', '')
  return tag + (digits.length / 2).toString(16).padStart(2, '0') + digits
}

describe('netbios-ns', () => {
  it('reads names and the MAC address', async () => {
    const name = (text: string, suffix: string, flags: string) =>
      Buffer.from(text.padEnd(15)).toString('hex') + suffix + flags
    const names = [
      name('PC1', '00', '0400'),
      name('OFFICE', '00', '8400'),
      name('PC1', '20', '0400'),
    ]
    const data = `03${names.join('')}0a0b0c0d0e0f${'00'.repeat(40)}`
    const length = (data.length / 2).toString(16).padStart(4, '0')
    const { match } = await play(netbiosNs, (sent) =>
      hex(
        '5744 8400 0000 0001 0000 0000',
        sent.subarray(12, 46).toString('hex'),
        `0021 0001 00000000 ${length} ${data}`,
      ),
    )
    expect(match).toMatchObject({
      hostname: 'PC1',
      extra: { computer: 'PC1', group: 'OFFICE', mac: '0a:0b:0c:0d:0e:0f' },
    })
    expect(match?.extra['names']).toMatchObject([
      { role: 'computer' },
      { role: 'workgroup' },
      { role: 'file server', suffix: '20' },
    ])
  })
})

describe('ipmi', () => {
  it('tells a controller without version 2.0 from one with it', async () => {
    const head = '0600ff07 00 00000000 00000000 10 811c63 20003800'
    const v1 = await play(ipmi, () => hex(head, '01 17 04 00 000000 00 00'))
    expect(v1.match).toMatchObject({ evidence: 'IPMI 1.5', extra: { versions: ['1.5'] } })
    const v2 = await play(ipmi, () => hex(head, '01 94 05 02 000000 00 00'))
    expect(v2.match).toMatchObject({
      evidence: 'IPMI 2.0',
      isAnonymousAllowed: true,
      extra: { versions: ['2.0'], authenticationTypes: ['md5', 'password'] },
    })
  })

  it('sends checksums that add up to nothing', async () => {
    const { sent } = await play(ipmi, () => undefined)
    const message = sent[0]?.subarray(14) ?? Buffer.alloc(0)
    const sum = (bytes: Buffer) => bytes.reduce((total, byte) => (total + byte) & 255, 0)
    expect([sum(message.subarray(0, 3)), sum(message.subarray(3))]).toEqual([0, 0])
    expect(message.length).toBe(sent[0]?.readUInt8(13))
  })

  it('falls back on the presence ping of ASF', async () => {
    const pong = hex('0600ff06 000011be 40570010 000011be 00000000 81 00 000000000000')
    const { match } = await play(ipmi, (_, step) => (step === 2 ? pong : undefined))
    expect(match).toMatchObject({ extra: { hasIpmi: true, enterprise: 4542 } })
  })
})

describe('ike', () => {
  it('marks its messages on the port of encapsulated ESP', async () => {
    const { sent, match } = await play(ike, () => undefined, 4500)
    expect(sent.map((bytes) => bytes.readUInt32BE(0))).toEqual([0, 0])
    expect(sent.map((bytes) => bytes.readUInt32BE(4 + 24))).toEqual(
      sent.map(({ length }) => length - 4),
    )
    expect(match).toBeUndefined()
  })

  it('goes on to version 1 only where version 2 leads nowhere', async () => {
    const refusal = (sent: Buffer) =>
      Buffer.concat([
        sent.subarray(0, 8),
        hex('0102030405060708 29 20 22 20 00000000 00000024 00000008 0000000e'),
      ])
    const both = await play(ike, (sent, step) => (step === 1 ? refusal(sent) : undefined))
    expect(both.sent.length).toBe(2)
    expect(both.match).toMatchObject({ evidence: 'IKEv2 NO_PROPOSAL_CHOSEN' })
    const cookie = (sent: Buffer) =>
      Buffer.concat([
        sent.subarray(0, 8),
        hex('0000000000000000 29 20 22 20 00000000 00000028 0000000c 00004006 aabbccdd'),
      ])
    const one = await play(ike, cookie)
    expect(one.sent.length).toBe(1)
    expect(one.match).toMatchObject({ evidence: 'IKEv2 COOKIE' })
  })
})

describe('quic', () => {
  /** RFC 9000 17.2.1: version 0, the identifiers swapped, then what is spoken. */
  const negotiate =
    (versions: string): Peer =>
    (sent) => {
      const destination = sent.subarray(5, 6 + sent.readUInt8(5))
      const at = 5 + destination.length
      const source = sent.subarray(at, at + 1 + sent.readUInt8(at))
      return Buffer.concat([hex('f0 00000000'), source, destination, hex(versions)])
    }

  it('reads the versions without those that only test', async () => {
    const { match, sent } = await play(
      quic,
      negotiate('00000001 6b3343cf ff00001d 2a3a4a5a 51303433'),
    )
    expect(match?.extra['versions']).toEqual(['1', '2', 'draft-29', 'Q043'])
    expect(sent[0]?.length).toBe(1200)
  })

  it('takes no answer that does not repeat its identifiers', async () => {
    const { match } = await play(quic, () => hex('f0 00000000 04 00000000 04 00000000 00000001'))
    expect(match).toBeUndefined()
  })
})

describe('the small ones', () => {
  it('stun tells a server without TURN', async () => {
    const answer: Peer = (sent, step) =>
      Buffer.concat([
        step === 1 ? hex('0101 0000') : hex('0113 0008'),
        sent.subarray(4, 20),
        step === 1 ? Buffer.alloc(0) : hex('0009 0004 0000 0414'),
      ])
    const { match } = await play(stun, answer)
    expect(match?.extra).toMatchObject({ turn: { isOffered: false, errorCode: 420 } })
  })

  it('tftp sees through a server that has every file', async () => {
    const { match } = await play(tftp, () => hex('0003 0001 616263'))
    expect(match).toMatchObject({ service: 'tftp', evidence: 'sent a file that was never there' })
  })

  it('coap takes a reset, and an answer in a message of its own', async () => {
    expect((await play(coap, () => hex('70 00 5744'))).match?.extra).toMatchObject({
      answer: 'reset',
    })
    const separate = hex('52 45 9999 574e c0 ff', Buffer.from('</a>;title="b",</c').toString('hex'))
    expect((await play(coap, () => separate)).match?.extra).toMatchObject({
      answer: '2.05',
      resources: [{ path: '/a', title: 'b' }],
    })
    expect((await play(coap, () => hex('70 00 0001'))).match).toBeUndefined()
  })

  it('memcached-udp takes no frame of another request', async () => {
    const text = Buffer.from('VERSION 1.6\r\n').toString('hex')
    expect((await play(memcachedUdp, () => hex('574400000001 0000', text))).match).toBeDefined()
    expect((await play(memcachedUdp, () => hex('000100000001 0000', text))).match).toBeUndefined()
  })

  it('l2tp closes the connection that the server has opened', async () => {
    const reply = hex('c802 001c 5744 0000 0000 0001 8008 0000 0000 0002 8008 0000 0009 1234')
    const { match, sent } = await play(l2tp, (_, step) => (step === 1 ? reply : undefined))
    expect(match).toMatchObject({ service: 'l2tp' })
    expect(sent[1]?.readUInt16BE(4)).toBe(0x1234)
    expect(sent[1]?.subarray(12, 20).toString('hex')).toBe('8008000000000004')
  })

  it('sip waits for the final answer behind a provisional one', async () => {
    const text = 'SIP/2.0 100 Trying\r\n\r\nSIP/2.0 200 OK\r\nServer: Asterisk PBX 20.1.0\r\n\r\n'
    const { match } = await play(sipUdp, () => Buffer.from(text))
    expect(match).toMatchObject({ evidence: 'OPTIONS: 200 OK', extra: { status: 200 } })
    expect(match?.clues).toEqual([{ field: 'sip.server', text: 'Asterisk PBX 20.1.0' }])
  })

  it('rpcbind-udp finds NFS', async () => {
    const head = '57494e44 00000001 00000000 00000000 00000000'
    const { match } = await play(rpcbindUdp, (_, step) =>
      step === 1 ? hex(head, '00000002 00000002 00000004') : hex(head, '00000000 00000801'),
    )
    expect(match?.extra).toMatchObject({ lowestVersion: 2, highestVersion: 4, nfsPort: 2049 })
    const denied = await play(rpcbindUdp, () =>
      hex('57494e44 00000001 00000001 00000000 00000000 0000'),
    )
    expect(denied.match).toBeUndefined()
  })
})
