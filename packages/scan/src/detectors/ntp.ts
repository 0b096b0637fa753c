import { defineDetector, type Match } from './define-detector.ts'
import { send } from './steps.ts'

/** NTP (RFC 5905 7.3): one request as a client's. Neither control (mode 6) nor private (mode 7) ones. */
export const ntp = defineDetector({
  id: 'ntp',
  title: 'Network Time Protocol',
  transport: 'udp',
  ports: [123],
  prevalence: 85,
  maxConnections: 1,
  *detect() {
    const reply = yield send(request)
    return parseAnswer(reply.bytes)
  },
})

// Any value will do, as we do not keep the time; the answer repeats it.
const ourTime = Buffer.from('57494e4456414e45', 'hex')
/** Clock not synchronised, version 4, mode 3. */
const request = Buffer.concat([Buffer.from([0xe3]), Buffer.alloc(39), ourTime])

const serverMode = 4
const alarm = 3

function parseAnswer(bytes: Buffer): Match | undefined {
  if (bytes.length < 48) return undefined
  const [flags, stratum] = [bytes.readUInt8(0), bytes.readUInt8(1)]
  if ((flags & 7) !== serverMode || !bytes.subarray(24, 32).equals(ourTime)) return undefined
  const reference = toReference(bytes.subarray(12, 16), stratum)
  return {
    service: 'ntp',
    confidence: 100,
    evidence: `stratum ${stratum}, reference ${reference}`,
    clues: [],
    extra: {
      version: (flags >> 3) & 7,
      stratum,
      referenceId: reference,
      isSynchronised: flags >> 6 !== alarm,
      precision: bytes.readInt8(3),
      rootDelayMs: toMilliseconds(bytes.readInt32BE(4)),
      rootDispersionMs: toMilliseconds(bytes.readUInt32BE(8)),
      referenceTime: toTime(bytes, 16),
      transmitTime: toTime(bytes, 40),
    },
  }
}

/** Four letters up to stratum 1 (a clock, or a kiss code at 0), else an address or a hash of one. */
function toReference(bytes: Buffer, stratum: number): string {
  if (stratum > 1) return bytes.join('.')
  return bytes.toString('latin1').replace(/[^\x20-\x7e]/g, '')
}

/** Signed or unsigned 16.16 fixed point seconds. */
function toMilliseconds(fixed: number): number {
  return Math.round((fixed * 1000 * 1000) / 65_536) / 1000
}

// Seconds from 1900 to 1970.
const epochOffset = 2_208_988_800

/** A timestamp of era 0 (until 2036); zero means unknown. */
function toTime(bytes: Buffer, offset: number): string | undefined {
  const seconds = bytes.readUInt32BE(offset)
  if (seconds === 0) return undefined
  const fraction = bytes.readUInt32BE(offset + 4) / 2 ** 32
  return new Date(Math.round((seconds - epochOffset + fraction) * 1000)).toISOString()
}
