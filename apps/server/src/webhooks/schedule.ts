const minuteMs = 60_000
const hourMs = 60 * minuteMs

/** Waits before the first to the eighth attempt (Standard Webhooks, reliability.md P12). */
const waitsMs = [
  0,
  5_000,
  5 * minuteMs,
  30 * minuteMs,
  2 * hourMs,
  5 * hourMs,
  10 * hourMs,
  10 * hourMs,
] as const

const maximumRetryAfterMs = 24 * hourMs

/**
 * How long to wait after so many failed attempts, ± 20 % so that messages of one outage spread;
 * `undefined` when the schedule is at its end. `random` is between 0 and 1.
 */
export function nextWaitMs(
  failures: number,
  { random, retryAfterMs = 0 }: { readonly random: number; readonly retryAfterMs?: number },
): number | undefined {
  const waitMs = waitsMs[failures]
  if (waitMs === undefined) return undefined
  const jittered = Math.round(waitMs * (0.8 + 0.4 * random))
  return Math.max(jittered, Math.min(retryAfterMs, maximumRetryAfterMs))
}

/** `Retry-After` in milliseconds: seconds or a date (RFC 9110 section 10.2.3); 0 when it is neither. */
export function parseRetryAfterMs(value: string | undefined, nowMs: number): number {
  if (value === undefined || value.length > 64) return 0
  if (/^\d+$/.test(value)) return Number(value) * 1_000
  const dateMs = value.endsWith(' GMT') ? Date.parse(value) : Number.NaN
  return Number.isNaN(dateMs) ? 0 : Math.max(0, dateMs - nowMs)
}
