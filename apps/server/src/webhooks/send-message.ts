import { AppError } from '@windvane/model'
import { type buildConnector, Client, errors } from 'undici'
import { type WebhookHeader } from './parse-webhook.ts'

export type OutgoingMessage = {
  readonly url: string
  readonly headers: readonly WebhookHeader[]
  readonly body: string
}

/** What came of one attempt. `outcome` is a class only: it tells nothing of the place reached. */
export type SendResult = {
  readonly outcome:
    | '2xx'
    | '3xx'
    | '4xx'
    | '410'
    | '5xx'
    | 'timeout'
    | 'no answer'
    | 'destination not allowed'
  readonly retryAfter?: string
}

export type SendOptions = {
  readonly connect: buildConnector.connector
  readonly signal: AbortSignal
  /** From the start to the headers of the answer. */
  readonly timeoutMs: number
}

/** One POST over a connection of its own: no redirect, no proxy, no inflating, 64 KiB of answer. */
export async function sendMessage(
  { url, headers, body }: OutgoingMessage,
  { connect, signal, timeoutMs }: SendOptions,
): Promise<SendResult> {
  const target = new URL(url)
  const deadline = AbortSignal.timeout(timeoutMs)
  const ended = AbortSignal.any([signal, deadline])
  const client = new Client(target.origin, { connect, maxHeaderSize, pipelining: 0 })
  try {
    const answer = await client.request({
      method: 'POST',
      path: `${target.pathname}${target.search}`,
      headers: headers.flatMap(({ key, value }) => [key, value]),
      body,
      reset: true,
      signal: ended,
    })
    // Success is decided by the headers; what follows is read only out of politeness.
    await answer.body.dump({ limit: maximumAnswerBytes, signal: ended }).catch(() => null)
    const retryAfter = answer.headers['retry-after']
    const outcome = classOf(answer.statusCode)
    return { outcome, ...(typeof retryAfter === 'string' && { retryAfter }) }
  } catch (error) {
    signal.throwIfAborted()
    return { outcome: failureOf(error, deadline) }
  } finally {
    await client.destroy()
  }
}

const maxHeaderSize = 16_384
const maximumAnswerBytes = 65_536

function classOf(status: number): SendResult['outcome'] {
  if (status >= 200 && status < 300) return '2xx'
  if (status >= 300 && status < 400) return '3xx'
  if (status === 410) return '410'
  if (status >= 400 && status < 500) return '4xx'
  return status >= 500 && status < 600 ? '5xx' : 'no answer'
}

function failureOf(error: unknown, deadline: AbortSignal): SendResult['outcome'] {
  if (error instanceof AppError) return 'destination not allowed'
  if (deadline.aborted || error instanceof errors.ConnectTimeoutError) return 'timeout'
  return 'no answer'
}
