/** Commands of SMB 2 and 3 that set up no session ([MS-SMB2] 2.2.1). */
export const smb2Commands = { negotiate: 0, sessionSetup: 1 } as const

/** A message that came back: the header's status and what follows the header. */
export type Smb2Reply = {
  readonly command: number
  readonly status: number
  readonly body: Buffer
  /** The whole message: offsets in its body count from here. */
  readonly message: Buffer
}

const frameBytes = 4
const headerBytes = 64
const lengthMask = 0x00ff_ffff

/** Whether a message of SMB 1, 2 or 3 has arrived whole: a length of 24 bits stands before it (2.1). */
export function hasSmbMessage(bytes: Buffer): boolean {
  return (
    bytes.length >= frameBytes && bytes.length >= frameBytes + (bytes.readUInt32BE(0) & lengthMask)
  )
}

/** Puts the length before a message. */
export function toSmbFrame(message: Buffer): Buffer {
  const frame = Buffer.alloc(frameBytes)
  frame.writeUInt32BE(message.length & lengthMask)
  return Buffer.concat([frame, message])
}

/** The message in a frame, without what may follow it. */
export function readSmbFrame(bytes: Buffer): Buffer | undefined {
  if (!hasSmbMessage(bytes)) return undefined
  return bytes.subarray(frameBytes, frameBytes + (bytes.readUInt32BE(0) & lengthMask))
}

/** Writes a request; its number is that of its command, for each is sent once. */
export function toSmb2Request(command: number, body: Buffer): Buffer {
  const header = Buffer.alloc(headerBytes)
  header.write('\xfeSMB', 0, 'latin1')
  header.writeUInt16LE(headerBytes, 4)
  header.writeUInt16LE(command, 12)
  header.writeUInt16LE(1, 14)
  header.writeUInt32LE(command, 24)
  return toSmbFrame(Buffer.concat([header, body]))
}

/** Reads a reply; undefined when it is none of SMB 2 or 3. */
export function readSmb2Reply(bytes: Buffer): Smb2Reply | undefined {
  const message = readSmbFrame(bytes)
  if (!message || message.length < headerBytes) return undefined
  if (message.toString('latin1', 0, 4) !== '\xfeSMB') return undefined
  return {
    command: message.readUInt16LE(12),
    status: message.readUInt32LE(8),
    body: message.subarray(headerBytes),
    message,
  }
}
