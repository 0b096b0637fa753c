import { type KexInit, parseKexInit } from './ssh-kexinit.ts'
import { readSshPayloads } from './ssh-packet.ts'
import { hasLine, toLines } from './text-lines.ts'

/** What a server says before the key exchange: its identification and its lists. */
export type SshOpening = {
  /** Without its end. */
  readonly identification: string
  readonly lists: KexInit
  /** The payload that holds the lists. */
  readonly kexInit: Buffer
  /** The payloads of all packets that have arrived whole. */
  readonly payloads: readonly Buffer[]
}

const headBytes = 8192

/** The identification (RFC 4253 4.2); other lines may stand before it. */
export function findIdentification(bytes: Buffer): string | undefined {
  const head = bytes.subarray(0, headBytes)
  if (!hasLine(head)) return undefined
  const complete = toLines(head.subarray(0, head.lastIndexOf(0x0a)))
  return complete.find((line) => line.startsWith('SSH-'))
}

/** Reads what came on a connection from its start; undefined before the lists are whole. */
export function parseOpening(bytes: Buffer): SshOpening | undefined {
  const identification = findIdentification(bytes)
  if (identification === undefined) return undefined
  const payloads = readSshPayloads(afterIdentification(bytes))
  for (const kexInit of payloads) {
    const lists = parseKexInit(kexInit)
    if (lists) return { identification, lists, kexInit, payloads }
  }
  return undefined
}

function afterIdentification(bytes: Buffer): Buffer {
  const line = bytes.indexOf('SSH-', 0, 'latin1')
  return bytes.subarray(bytes.indexOf(0x0a, line) + 1)
}
