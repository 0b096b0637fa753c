import { once } from 'node:events'
import { connect } from 'node:net'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodeQuestion, type Question } from '../interview/question.ts'
import { planSuites } from '../registry/suite-plan.ts'
import { makeTestCertificate } from '../test-certificate.ts'
import { startTlsServer } from '../test-examination.ts'
import { toHandshakeRecord } from '../wire/client-hello.ts'
import { FlightReader } from './flight-reader.ts'
import { createKeyShare, type KeyShare } from './key-share.ts'

/** What one side said and the other answered. */
type Recording = {
  readonly hello: Buffer
  readonly answer: Buffer
  readonly keyShares: readonly KeyShare[]
}

const root = makeTestCertificate({ commonName: 'Example Root', isCa: true })
const identity = makeTestCertificate({ commonName: 'host.example', issuer: root })

async function record(version: 'TLSv1.2' | 'TLSv1.3', group = 0x001d): Promise<Recording> {
  await using server = await startTlsServer({
    key: identity.key,
    cert: `${identity.cert}${root.cert}`,
    requestCert: true,
    ca: root.cert,
    ALPNProtocols: ['h2'],
  })
  const keyShares = [createKeyShare(group)].filter((share) => share !== undefined)
  const question: Question = {
    versions: [version],
    suites: planSuites(version).usual,
    serverName: 'host.example',
    alpn: ['h2'],
    ...(version === 'TLSv1.3' ? { groups: [group], keyShares } : {}),
    need: 'flight',
  }
  const random = Buffer.alloc(32, 1)
  const hello = encodeQuestion(question, { random, sessionId: random, keyShares })
  const socket = connect(server.port, '127.0.0.1')
  socket.write(toHandshakeRecord(hello, 0x0301))
  const reader = new FlightReader([hello], { need: 'flight', keyShares })
  let answer = Buffer.alloc(0)
  socket.on('data', (chunk: Buffer) => {
    answer = Buffer.concat([answer, chunk])
    if (reader.accept(answer)) socket.destroy()
  })
  await once(socket, 'close')
  return { hello, answer, keyShares }
}

const recordings = {
  'TLS 1.2': await record('TLSv1.2'),
  'TLS 1.3': await record('TLSv1.3'),
  'TLS 1.3 with P-384': await record('TLSv1.3', 0x0018),
  'TLS 1.3 with X25519MLKEM768': await record('TLSv1.3', 0x11ec),
}

function read(recording: Recording, answer: Buffer) {
  const { hello, keyShares } = recording
  const reader = new FlightReader([hello], { need: 'flight', keyShares })
  reader.accept(answer)
  return reader
}

describe.each(Object.entries(recordings))('FlightReader on %s', (_, recording) => {
  it('reads the chain in order, the request for a certificate, and the protocol', () => {
    const { flight, isDone } = read(recording, recording.answer)
    expect(isDone).toBe(true)
    expect(flight.certificates?.map((der) => der.toString('base64'))).toEqual(
      [identity, root].map(({ cert }) => cert.replace(/-----.*-----|\s/g, '')),
    )
    expect(flight.certificateRequest?.issuers.length).toBe(1)
  })

  it('reads the same whatever pieces it comes in', () => {
    const whole = read(recording, recording.answer).flight
    fc.assert(
      fc.property(fc.array(fc.nat(recording.answer.length), { maxLength: 20 }), (cuts) => {
        const { hello, keyShares } = recording
        const reader = new FlightReader([hello], { need: 'flight', keyShares })
        for (const cut of [...cuts.toSorted((a, b) => a - b), recording.answer.length]) {
          reader.accept(recording.answer.subarray(0, cut))
        }
        expect(reader.flight).toEqual(whole)
      }),
      { numRuns: 50 },
    )
  })

  it('never throws, whatever is cut off or flipped', () => {
    const flips = fc.array(
      fc.tuple(fc.nat(recording.answer.length - 1), fc.integer({ min: 1, max: 255 })),
      {
        maxLength: 5,
      },
    )
    fc.assert(
      fc.property(fc.nat(recording.answer.length), flips, (length, masks) => {
        const bytes = Buffer.from(recording.answer)
        for (const [at, mask] of masks) bytes.writeUInt8(bytes.readUInt8(at) ^ mask, at)
        expect(
          read(recording, bytes.subarray(0, length)).flight.certificates?.length ?? 0,
        ).toBeLessThan(33)
      }),
      { numRuns: 200 },
    )
  })

  it('never throws on anything at all', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const prefix = Buffer.from([22, 3, 3, 0, bytes.length & 255])
        read(recording, Buffer.concat([prefix, bytes]))
        read(recording, Buffer.from(bytes))
      }),
      { numRuns: 200 },
    )
  })
})
