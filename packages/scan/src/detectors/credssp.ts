import { readDer } from '../tls/read-der.ts'
import { toNtlmNegotiate } from './ntlm.ts'
import { writeBer } from './write-ber.ts'

const [integer, octetString, sequence] = [0x02, 0x04, 0x30]
const protocolVersion = 6

/** A TSRequest ([MS-CSSP] 2.2.1) whose only token asks for an NTLM challenge; it holds no name and no secret. */
export function toCredSspRequest(): Buffer {
  const token = writeBer(sequence, writeBer(0xa0, writeBer(octetString, toNtlmNegotiate())))
  return writeBer(
    sequence,
    writeBer(0xa0, writeBer(integer, Buffer.from([protocolVersion]))),
    writeBer(0xa1, writeBer(sequence, token)),
  )
}

/** Whether a TSRequest has come back whole. */
export function hasCredSspReply(bytes: Buffer): boolean {
  return readDer(bytes, 0) !== undefined
}
