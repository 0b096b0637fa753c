/** A time zone of a request: an offset, or a name of the IANA database. */
export type TimeZone =
  | { readonly kind: 'offset'; readonly offsetMs: number }
  | { readonly kind: 'named'; readonly format: Intl.DateTimeFormat }

export const utc: TimeZone = Object.freeze({ kind: 'offset', offsetMs: 0 })

/** Reads `Z`, `+01:00`, `+0100`, `+01` or a name; undefined for anything else. */
export function parseTimeZone(text: string): TimeZone | undefined {
  if (/^(?:z|utc|gmt)$/i.test(text)) return utc
  const [, sign, hours, minutes = '0'] =
    /^(?:UTC|GMT)?([+-])([0-9]{1,2})(?::?([0-9]{2}))?$/.exec(text) ?? []
  if (sign !== undefined) {
    const total = Number(hours) * 60 + Number(minutes)
    if (total > 18 * 60 || Number(minutes) > 59) return undefined
    return { kind: 'offset', offsetMs: (sign === '-' ? -total : total) * 60_000 }
  }
  return /^[A-Z][A-Za-z_]+(?:\/[A-Za-z0-9_+-]+){0,2}$/.test(text) ? parseName(text) : undefined
}

/** What clocks of the zone show at an instant, as if it were UTC. */
export function toWall(instant: number, zone: TimeZone): number {
  return instant + offsetAt(instant, zone)
}

/** When clocks of the zone show a time; the earlier of two, and after a gap what follows it. */
export function toInstant(wall: number, zone: TimeZone): number {
  if (zone.kind === 'offset') return wall - zone.offsetMs
  const day = 86_400_000
  const before = wall - offsetAt(wall - day, zone)
  if (before + offsetAt(before, zone) === wall) return before
  const after = wall - offsetAt(wall + day, zone)
  return after + offsetAt(after, zone) === wall ? after : before
}

function parseName(text: string): TimeZone | undefined {
  try {
    const format = new Intl.DateTimeFormat('en-US', {
      timeZone: text,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    })
    return { kind: 'named', format }
  } catch {
    // No such zone.
    return undefined
  }
}

function offsetAt(instant: number, zone: TimeZone): number {
  if (zone.kind === 'offset') return zone.offsetMs
  const parts = new Map(zone.format.formatToParts(instant).map(({ type, value }) => [type, value]))
  const part = (type: Intl.DateTimeFormatPartTypes) => Number(parts.get(type))
  // Date.UTC() takes the years up to 99 for those of the last century.
  const wall = new Date(0).setUTCFullYear(part('year'), part('month') - 1, part('day'))
  const time = (part('hour') * 3_600 + part('minute') * 60 + part('second')) * 1_000
  return wall + time - Math.floor(instant / 1_000) * 1_000
}
