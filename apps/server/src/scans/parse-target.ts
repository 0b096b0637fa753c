import { AppError, parseValue } from '@windvane/model'
import { type AddressPolicy } from './address-policy.ts'

/** What a caller may ask to scan, in the one spelling that names the task. */
export type ScanTarget = {
  readonly type: 'ip' | 'fqdn'
  readonly text: string
}

/** Throws `value_empty`, `invalid_request`, `private_address` or `target_refused`, all 400. */
export function parseTarget(input: string, policy: AddressPolicy): ScanTarget {
  if (input.trim() === '') throw new AppError('value_empty', { param: 'target' })
  const type = looksLikeAddress(input) ? 'ip' : 'fqdn'
  const text = parseText(type, input, policy)
  const refusal = type === 'ip' ? policy.refusal(text) : policy.nameRefusal(text)
  if (refusal === undefined) return { type, text }
  throw new AppError('target_refused', { target: text, reason: refusal, param: 'target' })
}

/** A top-level domain is never of digits alone and holds no colon, so a name is never mistaken. */
function looksLikeAddress(input: string): boolean {
  return input.includes(':') || /^[0-9.]+$/.test(input)
}

function parseText(type: ScanTarget['type'], input: string, policy: AddressPolicy): string {
  const { privateAddresses } = policy
  try {
    return parseValue(type === 'ip' ? 'ip' : 'hostname', input, { privateAddresses }).text
  } catch (error) {
    // The model names the entity type as the member at fault; here it is `target`.
    if (error instanceof AppError) {
      throw new AppError(
        'invalid_request',
        { reason: error.message, param: 'target' },
        { cause: error },
      )
    }
    throw error
  }
}
