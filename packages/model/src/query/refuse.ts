import { AppError } from '../errors.ts'
import { escapeValue } from '../parse-value.ts'

/** The refusal of a part of a search; `at` is its place, such as `query.must[0].term`. */
export function refuse(at: string, reason: string): AppError {
  const place = escapeValue(at)
  return new AppError('invalid_request', { reason: `${place}: ${reason}`, param: memberOf(at) })
}

/** The refusal of a search that would cost too much. */
export function refuseTooComplex(at: string, reason: string): AppError {
  return new AppError('query_too_complex', { reason, param: memberOf(at) })
}

/** The refusal of a clause list that is no array, in the words of contract.md 4.2. */
export function refuseJson(at: string): AppError {
  return new AppError('incorrect_json', { param: memberOf(at) })
}

/** A value of a request as it may stand in a message. */
export function quote(value: unknown): string {
  return `"${escapeValue(value)}"`
}

/** The member of the body that a place is in. */
function memberOf(at: string): string {
  return /^[a-z_]+/.exec(at)?.[0] ?? 'query'
}
