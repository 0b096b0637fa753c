import { readSmbFrame, toSmbFrame } from './smb2-message.ts'
import { toSpnegoNtlmToken } from './spnego.ts'

/** What the negotiation of SMB 1 tells ([MS-CIFS] 2.2.4.52, [MS-SMB] 2.2.4.5). */
export type Smb1Negotiation = {
  readonly isSigningEnabled: boolean
  readonly isSigningRequired: boolean
  /** Whether a session may be begun with a security token, such as NTLM's. */
  readonly hasExtendedSecurity: boolean
}

/** How a server of SMB 1 calls itself and its system ([MS-SMB] 2.2.4.6.2). */
export type Smb1Names = { readonly nativeOs: string; readonly nativeLanManager: string }

const headerBytes = 32
const commandNegotiate = 0x72
const commandSessionSetup = 0x73
const noFurtherCommand = 0xff
const capabilityExtendedSecurity = 0x8000_0000

/** Offers the one dialect of SMB 1 that is still met. */
export function toSmb1Negotiate(): Buffer {
  return toRequest(commandNegotiate, Buffer.alloc(0), Buffer.from('\u0002NT LM 0.12\0', 'latin1'))
}

/** Reads the answer; undefined when SMB 1 is refused. */
export function parseSmb1Negotiation(bytes: Buffer): Smb1Negotiation | undefined {
  const message = readReply(bytes, commandNegotiate)
  if (!message || message[headerBytes] !== 17 || message.length < headerBytes + 37) return undefined
  const words = message.subarray(headerBytes + 1)
  if (words.readUInt16LE(0) !== 0) return undefined
  const mode = words.readUInt8(2)
  return {
    isSigningEnabled: (mode & 4) !== 0,
    isSigningRequired: (mode & 8) !== 0,
    hasExtendedSecurity: (words.readUInt32LE(19) & capabilityExtendedSecurity) !== 0,
  }
}

/** A SESSION_SETUP_ANDX that asks for an NTLM challenge; the dialogue ends with its answer. */
export function toSmb1SessionSetup(): Buffer {
  const token = toSpnegoNtlmToken()
  const words = Buffer.alloc(24)
  words.writeUInt8(noFurtherCommand, 0)
  words.writeUInt16LE(16_644, 4)
  words.writeUInt16LE(1, 6)
  words.writeUInt16LE(token.length, 14)
  words.writeUInt32LE(capabilityExtendedSecurity + 0x54, 20)
  return toRequest(commandSessionSetup, words, Buffer.concat([token, Buffer.alloc(6)]))
}

/** The names that follow the token in the answer, in UTF-16. */
export function readSmb1Names(bytes: Buffer): Smb1Names | undefined {
  const message = readReply(bytes, commandSessionSetup)
  if (!message || message[headerBytes] !== 4 || message.length < headerBytes + 11) return undefined
  const tokenEnd = headerBytes + 11 + message.readUInt16LE(headerBytes + 7)
  // Unicode starts at an even place of the message.
  const text = message.toString('utf16le', tokenEnd + (tokenEnd % 2), tokenEnd + 600)
  const [nativeOs = '', nativeLanManager = ''] = text.split('\0', 2)
  return nativeLanManager === '' ? undefined : { nativeOs, nativeLanManager }
}

/** [MS-CIFS] 2.2.3.1; FLAGS2: Unicode, NT status, extended security, long names. */
function toRequest(command: number, words: Buffer, data: Buffer): Buffer {
  const header = Buffer.alloc(headerBytes)
  header.write('\xffSMB', 0, 'latin1')
  header.writeUInt8(command, 4)
  header.writeUInt8(0x18, 9)
  header.writeUInt16LE(0xc801, 10)
  const counts = [Buffer.from([words.length / 2]), Buffer.alloc(2)] as const
  counts[1].writeUInt16LE(data.length)
  return toSmbFrame(Buffer.concat([header, counts[0], words, counts[1], data]))
}

function readReply(bytes: Buffer, command: number): Buffer | undefined {
  const message = readSmbFrame(bytes)
  if (!message || message.length < headerBytes + 3) return undefined
  const isSmb1 = message.toString('latin1', 0, 4) === '\xffSMB' && message[4] === command
  return isSmb1 ? message : undefined
}
