import { once } from 'node:events'
import { AppError } from '@windvane/model'
import { type FastifyReply } from 'fastify'
import { type Logger } from 'pino'
import { describeError } from './describe-error.ts'
import { type FileReply, type FileStream } from './define-route.ts'

export type FileSending = {
  readonly answer: FileReply
  /** A reader who takes longer for one piece is cut off. */
  readonly timeoutMs: number
  readonly log: Logger
}

/**
 * Sends bytes with headers of their own. Of a stream the next piece is asked for when the last one is
 * on its way, so that one piece waits here however slow the reader is; the connection breaks when the
 * stream fails, as then the reader must not take what came for the whole.
 */
export function sendFile(reply: FastifyReply, sending: FileSending): FastifyReply | Promise<void> {
  const { status, headers, file } = sending.answer
  void reply.code(status).headers(headers)
  // The contract has error headers on every status but 200 and 202 (contract.md 1.6).
  if (status === 304)
    return reply.headers(describeError(new AppError('not_modified'), status).headers).send()
  if (typeof file !== 'function') return reply.serializer(asIs).send(file ?? '')
  return stream(reply, file, sending)
}

async function stream(
  reply: FastifyReply,
  file: FileStream,
  { timeoutMs, log }: FileSending,
): Promise<void> {
  const { raw } = reply.hijack()
  const over = new AbortController()
  raw.once('close', () => over.abort())
  raw.on('error', () => over.abort())
  for (const [name, value] of Object.entries(reply.getHeaders())) raw.setHeader(name, value ?? '')
  raw.writeHead(reply.statusCode)
  try {
    for await (const piece of file(over.signal)) {
      over.signal.throwIfAborted()
      if (!raw.write(piece)) await drain()
    }
    raw.end()
    if (!raw.writableFinished) await within(once(raw, 'finish', { signal: over.signal }))
  } catch (error) {
    if (!over.signal.aborted) log.error({ err: error }, 'file stream failed')
    raw.destroy()
  }

  function drain(): Promise<void> {
    return within(once(raw, 'drain', { signal: over.signal }))
  }

  async function within(event: Promise<unknown>): Promise<void> {
    // What the system still holds for a reader that does not take it goes with the connection.
    const timer = setTimeout(() => raw.socket?.resetAndDestroy(), timeoutMs)
    try {
      await event
    } finally {
      clearTimeout(timer)
    }
  }
}

function asIs(text: unknown): string {
  return String(text)
}
