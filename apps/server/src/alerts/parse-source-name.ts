import { AppError } from '@windvane/model'

/** In bytes of UTF-8 (reliability.md 2.7, names). */
const maxNameBytes = 256

/** A name without space around it; throws for a blank one, and for what no line of text holds. */
export function parseSourceName(input: string): string {
  const name = input.trim()
  if (name === '') throw new AppError('value_empty', { param: 'name' })
  if (Buffer.byteLength(name) > maxNameBytes) {
    throw refused(`name must be at most ${maxNameBytes} bytes`)
  }
  if (/[\p{Cc}\u2028\u2029]/u.test(name)) throw refused('name must be one line of text')
  return name
}

function refused(reason: string): AppError {
  return new AppError('invalid_request', { reason, param: 'name' })
}
