import { AppError } from '@windvane/model'

export type NumberRange = { readonly fallback: number; readonly maximum: number }

/** A query parameter that counts something, from 1 to its maximum. */
export function parseNumber(
  param: string,
  text: string | undefined,
  { fallback, maximum }: NumberRange,
): number {
  if (text === undefined) return fallback
  const value = /^[0-9]{1,9}$/.test(text) ? Number(text) : 0
  if (value >= 1 && value <= maximum) return value
  throw new AppError('invalid_request', { reason: `${param} must be 1 to ${maximum}`, param })
}
