import { hash, randomUUID } from 'node:crypto'
import { type AppError } from '@windvane/model'

/** What HTTP needs of an error, whichever way it leaves: Fastify's reply or a raw socket. */
export type ErrorDescription = {
  readonly id: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** `x-error` longer than this is cut (contract.md 1.6). */
const maxTextLength = 1_024

export function describeError(error: AppError, status: number = error.status): ErrorDescription {
  const id = randomUUID()
  const message = toHeaderText(error.message)
  return {
    id,
    headers: {
      ...error.headers,
      'x-error': message,
      'x-error-id': id,
      ...(error.retryAfterSeconds !== undefined && { 'retry-after': `${error.retryAfterSeconds}` }),
    },
    body: JSON.stringify({
      error: {
        message,
        type: severity(status),
        code: hash('md5', message),
        error_id: id,
        ...(error.param !== undefined && { param: error.param }),
      },
    }),
  }
}

/** One line of printable Latin-1: anything else makes Node refuse the header. */
export function toHeaderText(text: string): string {
  const line = text
    .slice(0, maxTextLength)
    .replace(/[\u0000-\u001f\u007f-\u009f]/g, ' ')
    .replace(/[^\u0020-\u00ff]/gu, '?')
    .trim()
  return line === '' ? 'error' : line
}

/** The ranges of contract.md 1.6. */
function severity(status: number): string {
  if (status < 300) return 'INFO'
  if (status < 400) return 'NOTICE'
  if (status < 500) return 'WARNING'
  return status >= 502 && status <= 508 ? 'CRITICAL' : 'ERROR'
}
