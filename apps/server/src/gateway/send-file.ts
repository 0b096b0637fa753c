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
 * on its way, so that one piece waits here however slow the reader is. A stream that fails at once is
 * an error like any other; later the connection breaks, as the reader must not take what came for the
 * whole.
 */
export function sendFile(reply: FastifyReply, sending: FileSending): FastifyReply | Promise<void> {
  const { status, headers, file } = sending.answer
  if (typeof file === 'function') return stream(reply, file, sending)
  void reply.code(status).headers(headers)
  if (status !== 304) return reply.serializer(asIs).send(file ?? '')
  // The contract has error headers on every status but 200 and 202 (contract.md 1.6).
  return reply.headers(describeError(new AppError('not_modified'), status).headers).send()
}

async function stream(
  reply: FastifyReply,
  file: FileStream,
  { answer, timeoutMs, log }: FileSending,
): Promise<void> {
  const { raw } = reply
  const over = new AbortController()
  const end = (): void => over.abort()
  raw.once('close', end)
  raw.on('error', end)
  if (raw.destroyed) end()
  const pieces = file(over.signal)[Symbol.asyncIterator]()
  let piece = await pieces.next()
  writeHead(reply, answer)
  try {
    for (; piece.done !== true; piece = await pieces.next()) {
      over.signal.throwIfAborted()
      if (!raw.write(piece.value)) await inTime('drain')
    }
    raw.end()
    if (!raw.writableFinished) await inTime('finish')
  } catch (error) {
    if (!over.signal.aborted) log.error({ err: error }, 'file stream failed')
    raw.destroy()
  } finally {
    await pieces.return?.()
  }

  async function inTime(event: 'drain' | 'finish'): Promise<void> {
    const timer = setTimeout(cutOff, timeoutMs)
    try {
      await once(raw, event, { signal: over.signal })
    } finally {
      clearTimeout(timer)
    }
  }

  /** What the system still holds for a reader that does not take it goes with the connection. */
  function cutOff(): void {
    raw.socket?.resetAndDestroy()
    end()
  }
}

function writeHead(reply: FastifyReply, { status, headers }: FileReply): void {
  const { raw } = reply.headers(headers).hijack()
  for (const [name, value] of Object.entries(reply.getHeaders())) raw.setHeader(name, value ?? '')
  raw.writeHead(status)
}

function asIs(text: unknown): string {
  return String(text)
}
