/** Ends of sessions and key pairs travel as whole Unix seconds (contract.md 1.10). */
export function toUnixSeconds(date: Date): number {
  return Math.floor(date.getTime() / 1_000)
}
