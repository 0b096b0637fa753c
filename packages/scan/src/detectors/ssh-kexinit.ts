import { createHash } from 'node:crypto'

import { readSshStrings, sshMessages, toSshString } from './ssh-packet.ts'

/** The name-lists of a KEXINIT in their order (RFC 4253 7.1), those of a direction one after the other. */
export type KexInit = {
  readonly kexAlgorithms: readonly string[]
  readonly hostKeyAlgorithms: readonly string[]
  readonly ciphersToServer: readonly string[]
  readonly ciphers: readonly string[]
  readonly macsToServer: readonly string[]
  readonly macs: readonly string[]
  readonly compressionToServer: readonly string[]
  readonly compression: readonly string[]
  readonly languagesToServer: readonly string[]
  readonly languages: readonly string[]
}

const cookieBytes = 16
const listCount = 10

/** Reads the payload of a KEXINIT; lists without a direction in their name are server to client. */
export function parseKexInit(payload: Buffer): KexInit | undefined {
  if (payload[0] !== sshMessages.kexInit) return undefined
  const strings = readSshStrings(payload, 1 + cookieBytes, listCount)
  if (strings.length < 8) return undefined
  const list = (index: number) => toNames(strings[index])
  return {
    kexAlgorithms: list(0),
    hostKeyAlgorithms: list(1),
    ciphersToServer: list(2),
    ciphers: list(3),
    macsToServer: list(4),
    macs: list(5),
    compressionToServer: list(6),
    compression: list(7),
    languagesToServer: list(8),
    languages: list(9),
  }
}

/** A KEXINIT that leaves the server no choice: one key exchange, one host key, and its own lists for the rest. */
export function toKexInit(server: KexInit, kexAlgorithm: string, hostKeyAlgorithm: string): Buffer {
  const lists = [
    [kexAlgorithm],
    [hostKeyAlgorithm],
    server.ciphersToServer,
    server.ciphers,
    server.macsToServer,
    server.macs,
    server.compressionToServer,
    server.compression,
    [],
    [],
  ]
  return Buffer.concat([
    Buffer.from([sshMessages.kexInit]),
    Buffer.alloc(cookieBytes),
    ...lists.map((names) => toSshString(names.join(','))),
    // first_kex_packet_follows, and the word that is reserved.
    Buffer.alloc(5),
  ])
}

/** HASSH-server: MD5 of the lists that a server sends for its own direction. */
export function hashKexInit({ kexAlgorithms, ciphers, macs, compression }: KexInit): string {
  const lists = [kexAlgorithms, ciphers, macs, compression].map((names) => names.join(','))
  return createHash('md5').update(lists.join(';')).digest('hex')
}

function toNames(list: Buffer | undefined): readonly string[] {
  return list === undefined || list.length === 0 ? [] : list.toString('latin1').split(',', 200)
}
