/**
 * Milliseconds of a text such as `90s`, `5m`, `1.5h`; a bare number is seconds. Throws a
 * `RangeError` for anything else, and below a tenth of a second or over a day.
 */
export function parseDuration(text: string): number {
  const [, number, unit = 's'] = /^(\d{1,9}(?:\.\d{1,3})?)(ms|s|m|h)?$/.exec(text.trim()) ?? []
  const milliseconds = Number(number) * (units[unit] ?? Number.NaN)
  if (milliseconds >= 100 && milliseconds <= 86_400_000) return Math.round(milliseconds)
  throw new RangeError(
    `Cannot read "${text}" as a length of time: write 90s, 5m or 1h, from 100ms to 24h`,
  )
}

const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }
