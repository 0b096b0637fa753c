import { AppError } from '@windvane/model'

/** A query parameter that is `true` or `false`, or 1 or 0. */
export function parseSwitch(
  param: string,
  text: string | undefined,
  options: { readonly fallback: boolean },
): boolean {
  if (text === undefined) return options.fallback
  const value = words.get(text)
  if (value !== undefined) return value
  throw new AppError('invalid_request', { reason: `${param} must be true or false`, param })
}

const words: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['1', true],
  ['false', false],
  ['0', false],
])
