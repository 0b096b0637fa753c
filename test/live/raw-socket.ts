import { once } from 'node:events'
import { connect } from 'node:net'
import { type Harness } from '../harness/start-harness.ts'

export type RawSocket = Disposable & {
  readonly send: (bytes: Buffer) => void
  /** Stops reading. */
  readonly pause: () => void
  /** The code of the server's close frame; 0 when the connection ended without one. */
  readonly closed: Promise<number>
}

/** Opens the feed below any WebSocket library, so that frames can be wrong. */
export async function openRaw({ url }: Harness, ticket: string): Promise<RawSocket> {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  socket.write(
    `GET /api/analytics/v1/live?ticket=${ticket} HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n` +
      'Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n' +
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
  )
  const [head] = await once(socket, 'data')
  if (!String(head).startsWith('HTTP/1.1 101 ')) throw new Error(`refused: ${String(head)}`)
  let received = Buffer.alloc(0)
  socket.on('data', (chunk: Buffer) => (received = Buffer.concat([received, chunk])))
  const closed = once(socket, 'close').then(() => readCloseCode(received))
  return {
    send: (bytes) => void socket.write(bytes),
    pause: () => void socket.pause(),
    closed,
    [Symbol.dispose]: () => void socket.destroy(),
  }
}

/** A frame of a client (RFC 6455 section 5.2), masked with zeros. */
export function toFrame(
  opcode: number,
  payload: Buffer,
  { isFinal = true, isMasked = true }: { isFinal?: boolean; isMasked?: boolean } = {},
): Buffer {
  const mask = isMasked ? 0x80 : 0
  const head = [(isFinal ? 0x80 : 0) | opcode]
  const length = Buffer.alloc(payload.length < 126 ? 1 : 9)
  length.writeUInt8(mask | Math.min(payload.length, 127))
  if (payload.length >= 126) length.writeBigUInt64BE(BigInt(payload.length), 1)
  return Buffer.concat([Buffer.from(head), length, Buffer.alloc(isMasked ? 4 : 0), payload])
}

/** Frames of a server are not masked; those before the close are short here. */
function readCloseCode(bytes: Buffer): number {
  for (let at = 0; at + 2 <= bytes.length;) {
    const length = (bytes[at + 1] ?? 0) & 0x7f
    if (length > 125) return 0
    if ((bytes[at] ?? 0) === 0x88) return bytes.readUInt16BE(at + 2)
    at += 2 + length
  }
  return 0
}
