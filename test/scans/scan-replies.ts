import { expect } from 'vitest'
import { type HarnessReply } from '../harness/start-harness.ts'

/** The id that every good reply of the scan route holds. */
export function idOf({ json }: HarnessReply): string {
  // Asserted by the case that the reply is for.
  return (json as { readonly id: string }).id
}

/** The two headers and the body of every error (contract.md 1.6). */
export function expectError({ headers, json }: HarnessReply): void {
  expect(headers.get('x-error')).toMatch(/^[\x20-\x7e]+$/)
  expect(headers.get('x-error-id')).toMatch(/^[0-9a-f-]{36}$/)
  expect(json).toMatchObject({ error: { error_id: headers.get('x-error-id') } })
}
