import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { describe, expect, it } from 'vitest'

import { detectService } from '../service/detect-service.ts'
import { serve, toTestTarget } from '../service/test-target.ts'
import { replayTranscript, type Transcript } from './replay-transcript.ts'
import { parseHostKey } from './ssh-host-key.ts'
import { type KexInit } from './ssh-kexinit.ts'
import { findWeaknesses } from './ssh-weaknesses.ts'
import { ssh } from './ssh.ts'

function toLists(changes: Partial<KexInit>): KexInit {
  return {
    kexAlgorithms: ['curve25519-sha256'],
    hostKeyAlgorithms: ['ssh-ed25519'],
    ciphersToServer: ['aes256-gcm@openssh.com'],
    ciphers: ['aes256-gcm@openssh.com'],
    macsToServer: ['hmac-sha2-256-etm@openssh.com'],
    macs: ['hmac-sha2-256-etm@openssh.com'],
    compressionToServer: ['none'],
    compression: ['none'],
    languagesToServer: [],
    languages: [],
    ...changes,
  }
}

describe('findWeaknesses()', () => {
  const chacha = 'chacha20-poly1305@openssh.com'
  it.each([
    ['no cipher of the attack', {}, false],
    ['ChaCha20', { ciphers: [chacha] }, true],
    ['ChaCha20 from the client only', { ciphersToServer: [chacha] }, true],
    ['CBC with encrypt-then-MAC', { ciphers: ['aes128-cbc'] }, true],
    ['CBC without it', { ciphers: ['aes128-cbc'], macs: [], macsToServer: [] }, false],
    [
      'the strict key exchange',
      { ciphers: [chacha], kexAlgorithms: ['kex-strict-s-v00@openssh.com'] },
      false,
    ],
  ])('tells whether Terrapin works: %s', (_, changes, expected) => {
    expect(findWeaknesses(toLists(changes)).isTerrapinVulnerable).toBe(expected)
  })

  it('names what RFCs have deprecated and nothing else', () => {
    expect(findWeaknesses(toLists({})).weakAlgorithms).toEqual({})
    const old = toLists({
      kexAlgorithms: ['curve25519-sha256', 'diffie-hellman-group1-sha1'],
      hostKeyAlgorithms: ['rsa-sha2-256', 'ssh-dss'],
      ciphers: ['aes128-ctr', 'arcfour256'],
      macsToServer: ['hmac-sha1', 'hmac-md5-96'],
    })
    expect(findWeaknesses(old).weakAlgorithms).toEqual({
      kex: ['diffie-hellman-group1-sha1'],
      hostKey: ['ssh-dss'],
      cipher: ['arcfour256'],
      mac: ['hmac-md5-96'],
    })
  })
})

describe('parseHostKey()', () => {
  it('counts bits and prints the fingerprint as ssh-keygen -l does', () => {
    const blob = 'AAAAC3NzaC1lZDI1NTE5AAAAIIZ5pwNe0r/LyUmwQGJ9fL5yY0kj8CRMtGTQ5XB+iehT'
    expect(parseHostKey(Buffer.from(blob, 'base64'))).toEqual({
      type: 'ssh-ed25519',
      bits: 256,
      sha256: 'SHA256:9MsYncC6AyO7pC8sfr78aIJitWmEL8/HdTgEt/I9hM8',
      blob,
    })
  })

  it('refuses what is no key', () => {
    expect(parseHostKey(Buffer.alloc(0))).toBeUndefined()
    expect(parseHostKey(Buffer.alloc(60, 255))).toBeUndefined()
    expect(parseHostKey(Buffer.from('000000077373682d727361', 'hex'))).toBeUndefined()
  })
})

describe('ssh', () => {
  it('keeps a host key that the server cannot prove out of the fingerprints', async () => {
    const path = join(import.meta.dirname, '../../fixtures/ssh/openssh.json')
    // The recorder writes this type.
    const recorded = JSON.parse(readFileSync(path, 'utf8')) as Transcript
    const honest = await replayTranscript(ssh, recorded)
    const steps = recorded.steps.map((step, index) =>
      index === 2 ? { ...step, received: flip(step.received, 70) } : step,
    )
    const forged = await replayTranscript(ssh, { ...recorded, steps })
    expect(honest?.match.extra['hostKeyFingerprints']).toHaveLength(3)
    expect(forged?.match.extra['hostKeyFingerprints']).toHaveLength(2)
    expect(forged?.match.extra['hostKeys']).toMatchObject([
      { type: 'ssh-ed25519', isProven: false },
      { type: 'ssh-rsa', isProven: true },
      { type: 'ecdsa-sha2-nistp256', isProven: true },
    ])
  })

  it('asks a server of version 1 for nothing more', async () => {
    await using server = await serve((socket) => socket.write('SSH-1.5-OpenSSH_3.4p1\n'))
    const { service } = await detectService(toTestTarget(server.port))
    expect(service).toMatchObject({ name: 'ssh', version: '3.4p1', extra: { protocol: '1.5' } })
  })
})

/** Changes one byte of the server's half of the key exchange. */
function flip(text: string, at: number): string {
  const bytes = Buffer.from(text, 'latin1')
  bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at)
  return bytes.toString('latin1')
}
