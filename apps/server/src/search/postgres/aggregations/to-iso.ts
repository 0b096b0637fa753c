/** Milliseconds since 1970 as an ISO instant; a mean between two milliseconds is cut. */
export function toIso(ms: number): string {
  const date = new Date(Math.trunc(ms))
  return Number.isNaN(date.getTime()) ? String(ms) : date.toISOString()
}
