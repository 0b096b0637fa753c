import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ByteReader } from '../wire/byte-reader.ts'
import { hashJarm } from './jarm.ts'
import { makeJarmHellos } from './jarm-hellos.ts'

const fixtures = join(import.meta.dirname, '../../../fixtures/jarm')

type Recording = {
  readonly daemon: string
  /** As an independent implementation of JARM took it of the same server. */
  readonly jarm: string
  /** The first record of each answer, in hex. */
  readonly answers: readonly string[]
}

function read(name: string): Recording {
  // Written in this shape.
  return JSON.parse(readFileSync(join(fixtures, `${name}.json`), 'utf8')) as Recording
}

function hash(answers: readonly string[]): string {
  return hashJarm(answers.map((answer) => Buffer.from(answer, 'hex')))
}

const refusal = '15030300020228'

describe('hashJarm()', () => {
  it.each(['nginx', 'mosquitto'])('hashes the answers of %s as others do', (name) => {
    const { answers, jarm } = read(name)
    expect(hash(answers)).toBe(jarm)
  })

  it('is all zeros for a server that agrees to nothing', () => {
    expect(hash(Array(10).fill(refusal))).toBe('0'.repeat(62))
    expect(hash(Array(10).fill(''))).toBe('0'.repeat(62))
  })

  it('says suite and version of each answer in three characters, and nothing of a refusal', () => {
    const { answers, jarm } = read('nginx')
    const changed = answers.with(0, refusal)
    expect(hash(changed).slice(0, 30)).toBe(`000${jarm.slice(3, 30)}`)
    expect(hash(changed).slice(30)).not.toBe(jarm.slice(30))
  })

  it('depends on the extensions only in its second half', () => {
    const { answers, jarm } = read('nginx')
    const changed = hash(answers.with(0, answers[0]?.replace(/00170000$/, '00190000') ?? ''))
    expect(changed.slice(0, 30)).toBe(jarm.slice(0, 30))
    expect(changed.slice(30)).not.toBe(jarm.slice(30))
  })

  it('never throws, whatever comes', () => {
    const { answers } = read('nginx')
    const [first = ''] = answers
    const damage = fc.tuple(fc.nat(first.length / 2), fc.uint8Array({ maxLength: 20 }))
    fc.assert(
      fc.property(damage, ([length, tail]) => {
        const bytes = Buffer.concat([Buffer.from(first, 'hex').subarray(0, length), tail])
        expect(hashJarm([bytes])).toMatch(/^[0-9a-f]{2}[0a-f]([0-9a-f]{32}|0{59})$/)
      }),
    )
  })
})

describe('makeJarmHellos()', () => {
  const hellos = makeJarmHellos('host.example')

  it('makes ten records, each a ClientHello with the name in it', () => {
    expect(hellos.length).toBe(10)
    for (const hello of hellos) {
      const reader = new ByteReader(hello)
      expect(reader.uint8()).toBe(22)
      reader.uint16()
      const message = new ByteReader(reader.vector16())
      expect(message.uint8()).toBe(1)
      message.vector24()
      expect([reader.bytesLeft, message.bytesLeft, message.isBroken]).toEqual([0, 0, false])
      expect(hello.includes('host.example')).toBe(true)
    }
  })

  it('offers 69 suites, 70 with one to be ignored, and 64 without those of TLS 1.3', () => {
    const counts = hellos.map((hello) => hello.readUInt16BE(5 + 4 + 2 + 32 + 1 + 32) / 2)
    expect(counts).toEqual([69, 69, 35, 34, 70, 69, 69, 69, 64, 70])
  })
})
