import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

export type RawReply = {
  readonly status: number
  readonly headers: ReadonlyMap<string, string>
  readonly body: string
}

export type RawAnswer = {
  readonly replies: readonly RawReply[]
  /** Whether the server closed the connection by itself. */
  readonly isClosed: boolean
  readonly durationMs: number
}

export type RawOptions = {
  /** How long to wait for the server to close. */
  readonly timeoutMs?: number
  /** Stops as soon as so many replies are complete. */
  readonly replies?: number
  /** Sent piece by piece after the bytes, as long as the connection is open. */
  readonly trickle?: { readonly text: string; readonly everyMs: number }
}

/** Sends bytes as they are to the server and reads its replies, as no HTTP client would. */
export async function rawRequest(
  url: string,
  bytes: string | Buffer,
  options: RawOptions = {},
): Promise<RawAnswer> {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  const started = performance.now()
  await once(socket, 'connect')
  // A server that answers early may close while this still writes.
  socket.on('error', () => undefined)
  socket.write(bytes)
  const received = await receive(socket, options)
  socket.destroy()
  return { ...received, durationMs: performance.now() - started }
}

function receive(
  socket: Socket,
  { timeoutMs = 5_000, replies: wanted = Infinity, trickle }: RawOptions,
): Promise<Pick<RawAnswer, 'replies' | 'isClosed'>> {
  return new Promise((resolve) => {
    let text = ''
    let sent = 0
    const dropper = setInterval(() => {
      const next = trickle?.text[sent]
      sent += 1
      if (next !== undefined && socket.writable) socket.write(next)
    }, trickle?.everyMs ?? 1_000)
    const timer = setTimeout(() => finish(false), timeoutMs)

    function finish(isClosed: boolean): void {
      clearTimeout(timer)
      clearInterval(dropper)
      resolve({ replies: parseReplies(text), isClosed })
    }

    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1')
      if (parseReplies(text).length >= wanted) finish(false)
    })
    socket.on('close', () => finish(true))
  })
}

/** Complete replies with a Content-Length; enough for what this server sends. */
function parseReplies(text: string): readonly RawReply[] {
  const replies: RawReply[] = []
  let rest = text
  for (;;) {
    const end = rest.indexOf('\r\n\r\n')
    if (end === -1) return replies
    const [statusLine = '', ...lines] = rest.slice(0, end).split('\r\n')
    const headers = new Map(lines.map(splitHeader))
    const start = end + 4
    const length = Number(headers.get('content-length') ?? 0)
    if (rest.length < start + length) return replies
    replies.push({
      status: Number(statusLine.split(' ')[1]),
      headers,
      body: rest.slice(start, start + length),
    })
    rest = rest.slice(start + length)
  }
}

function splitHeader(line: string): [string, string] {
  const colon = line.indexOf(':')
  return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]
}
