/** What an NTLM CHALLENGE tells of a server before anybody has logged in. */
export type NtlmChallenge = {
  readonly targetName?: string
  readonly netbiosComputer?: string
  readonly netbiosDomain?: string
  readonly dnsComputer?: string
  readonly dnsDomain?: string
  readonly dnsTree?: string
  /** `10.0.20348`: major, minor and build. */
  readonly osVersion?: string
  /** RFC 3339, UTC. */
  readonly systemTime?: string
}

const signature = Buffer.from('NTLMSSP\0', 'latin1')
const requestBytes = 40
const challengeBytes = 48

const flagUnicode = 0x0000_0001
const flagRequestTarget = 0x0000_0004
const flagNtlm = 0x0000_0200
const flagAlwaysSign = 0x0000_8000
const flagExtendedSecurity = 0x0008_0000
const flagTargetInfo = 0x0080_0000
const flagVersion = 0x0200_0000
const flag128 = 0x2000_0000

/** A NEGOTIATE message ([MS-NLMP] 2.2.1.1) that names neither a domain nor a workstation. */
export function toNtlmNegotiate(): Buffer {
  const flags =
    flagUnicode |
    flagRequestTarget |
    flagNtlm |
    flagAlwaysSign |
    flagExtendedSecurity |
    flagTargetInfo |
    flagVersion |
    flag128
  const message = Buffer.alloc(requestBytes)
  signature.copy(message)
  message.writeUInt32LE(1, 8)
  message.writeUInt32LE(flags, 12)
  // No domain and no workstation: both stand at the end and are empty.
  message.writeUInt32LE(requestBytes, 20)
  message.writeUInt32LE(requestBytes, 28)
  // VERSION (2.2.2.10): a 10.0 of no build, NTLMSSP_REVISION_W2K3.
  message.writeUInt8(10, 32)
  message.writeUInt8(15, 39)
  return message
}

/** Reads the CHALLENGE (2.2.1.2) that stands somewhere in a security token. */
export function parseNtlmChallenge(token: Buffer): NtlmChallenge | undefined {
  const start = token.indexOf(signature)
  const message = start < 0 ? undefined : token.subarray(start)
  if (!message || message.length < challengeBytes || message.readUInt32LE(8) !== 2) return undefined
  const flags = message.readUInt32LE(20)
  const hasVersion = (flags & flagVersion) !== 0 && message.length >= challengeBytes + 8
  const targetName = readField(message, 12)?.toString('utf16le')
  return {
    ...(targetName ? { targetName } : {}),
    ...(hasVersion ? { osVersion: readVersion(message) } : {}),
    ...readPairs(readField(message, 40) ?? Buffer.alloc(0)),
  }
}

function readVersion(message: Buffer): string {
  const [major, minor] = [message.readUInt8(48), message.readUInt8(49)]
  return `${major}.${minor}.${message.readUInt16LE(50)}`
}

const fieldLimitBytes = 4096

/** Length, room and offset of a part of the payload. */
function readField(message: Buffer, at: number): Buffer | undefined {
  const length = message.readUInt16LE(at)
  const offset = message.readUInt32LE(at + 4)
  const isWithin = length <= fieldLimitBytes && offset + length <= message.length
  return isWithin && length > 0 ? message.subarray(offset, offset + length) : undefined
}

/** AV_PAIR (2.2.2.1). */
const names: Readonly<Record<number, keyof NtlmChallenge>> = {
  1: 'netbiosComputer',
  2: 'netbiosDomain',
  3: 'dnsComputer',
  4: 'dnsDomain',
  5: 'dnsTree',
}
const timestamp = 7

function readPairs(bytes: Buffer): Partial<NtlmChallenge> {
  const pairs: [string, string][] = []
  let offset = 0
  while (offset + 4 <= bytes.length && pairs.length < 16) {
    const id = bytes.readUInt16LE(offset)
    const value = bytes.subarray(offset + 4, offset + 4 + bytes.readUInt16LE(offset + 2))
    const name = names[id]
    if (name && value.length > 0) pairs.push([name, value.toString('utf16le').slice(0, 255)])
    const time = id === timestamp && value.length === 8 ? fromFileTime(value) : undefined
    if (time) pairs.push(['systemTime', time])
    if (id === 0) break
    offset += 4 + bytes.readUInt16LE(offset + 2)
  }
  return Object.fromEntries(pairs)
}

function fromFileTime(value: Buffer): string | undefined {
  return toTimestamp(value.readBigUInt64LE(0))
}

/** FILETIME: units of 100 ns since 1601 ([MS-DTYP] 2.3.3); undefined for none. */
export function toTimestamp(fileTime: bigint): string | undefined {
  const ms = Number(fileTime / 10_000n) - 11_644_473_600_000
  return fileTime === 0n || Math.abs(ms) > 8e15 ? undefined : new Date(ms).toISOString()
}
