import { type HarnessReply } from '../harness/start-harness.ts'

/** The id that every good reply of the scan route holds. */
export function idOf({ json }: HarnessReply): string {
  // Asserted by the case that the reply is for.
  return (json as { readonly id: string }).id
}
