import { brotliDecompressSync, constants, gunzipSync, inflateRawSync, inflateSync } from 'node:zlib'

/** A body without its content codings; `isCut` when there was more than may be kept. */
export type DecodedBody = { readonly body: Buffer; readonly isCut: boolean }

/**
 * Undoes the content coding of a server that compresses though it was asked not to (RFC 9110 8.4).
 * Never gives out more than 256 kB, however much is packed into the body; what cannot be undone stays
 * as it is.
 */
export function decodeBody(body: Buffer, coding: string | undefined): DecodedBody {
  const codings = (coding ?? '').toLowerCase().split(',').slice(0, maxCodings)
  return codings.reduceRight<DecodedBody>(
    ({ body, isCut }, name) => {
      const unpack = unpackers[name.trim()]
      const unpacked = unpack && body.length > 0 ? unpackStart(body, unpack) : undefined
      return unpacked ? { ...unpacked, isCut: unpacked.isCut || isCut } : { body, isCut }
    },
    { body, isCut: false },
  )
}

const maxOutputLength = 256 * 1024
const maxCodings = 2

type Unpack = (body: Buffer) => Buffer

// The flush modes let a body that was cut off give what it can.
const zlibOptions = { maxOutputLength, finishFlush: constants.Z_SYNC_FLUSH }
const brotliOptions = { maxOutputLength, finishFlush: constants.BROTLI_OPERATION_FLUSH }

const unpackers: Readonly<Record<string, Unpack>> = {
  gzip: (body) => gunzipSync(body, zlibOptions),
  'x-gzip': (body) => gunzipSync(body, zlibOptions),
  br: (body) => brotliDecompressSync(body, brotliOptions),
  // Some servers send the bare format instead of the wrapped one.
  deflate: (body) =>
    ((body[0] ?? 0) & 0x0f) === 8
      ? inflateSync(body, zlibOptions)
      : inflateRawSync(body, zlibOptions),
}

/** What is too much is unpacked again from half of the bytes, until it fits. */
function unpackStart(body: Buffer, unpack: Unpack): DecodedBody | undefined {
  for (let sizeBytes = body.length; sizeBytes > 0; sizeBytes = Math.floor(sizeBytes / 2)) {
    try {
      return { body: unpack(body.subarray(0, sizeBytes)), isCut: sizeBytes < body.length }
    } catch (error) {
      if (!isTooLarge(error)) return undefined
    }
  }
  return undefined
}

function isTooLarge(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE'
}
