import { type SctRecord } from '@windvane/model'
import { readDer } from '../read-der.ts'
import { ByteReader } from '../wire/byte-reader.ts'
import { contentOf } from './read-certificate.ts'

const maxTimestamps = 32

/** Reads a list of signed certificate timestamps (RFC 6962 3.3). */
export function readTimestamps(
  list: Buffer | undefined,
  source: SctRecord['source'],
): readonly SctRecord[] {
  if (!list) return []
  const reader = new ByteReader(new ByteReader(list).vector16())
  const timestamps: SctRecord[] = []
  while (reader.bytesLeft > 0 && timestamps.length < maxTimestamps) {
    const timestamp = reader.vector16()
    if (reader.isBroken) break
    const record = readTimestamp(timestamp, source)
    if (record) timestamps.push(record)
  }
  return timestamps
}

/** Reads the extension of a certificate or of an OCSP response: the list inside one more OCTET STRING. */
export function readTimestampExtension(
  value: Buffer | undefined,
  source: SctRecord['source'],
): readonly SctRecord[] {
  const element = value && readDer(value, 0)
  return value && element?.tag === 0x04 ? readTimestamps(contentOf(value, element), source) : []
}

/** Version 1, the log's key, milliseconds since 1970. */
function readTimestamp(bytes: Buffer, source: SctRecord['source']): SctRecord | undefined {
  const reader = new ByteReader(bytes)
  const version = reader.uint8()
  const logId = reader.take(32).toString('hex')
  const time = reader.take(8)
  if (version !== 0 || reader.isBroken) return undefined
  const at = new Date(Number(time.readBigUInt64BE(0)))
  return Number.isNaN(at.getTime()) ? undefined : { logId, at: at.toISOString(), source }
}
