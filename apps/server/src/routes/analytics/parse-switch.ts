import { AppError } from '@windvane/model'

/** A query parameter that is `true` or `false`. */
export function parseSwitch(
  param: string,
  text: string | undefined,
  options: { readonly fallback: boolean },
): boolean {
  if (text === undefined) return options.fallback
  if (text === 'true' || text === 'false') return text === 'true'
  throw new AppError('invalid_request', { reason: `${param} must be true or false`, param })
}
