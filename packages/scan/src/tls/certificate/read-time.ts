/** Reads GeneralizedTime or UTCTime (RFC 5280 4.1.2.5) as RFC 3339; undefined when it is neither. */
export function readTime(content: Buffer): string | undefined {
  const text = content.toString('latin1').slice(0, 30)
  const match = /^(\d{2}|\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})?(?:\.\d{1,9})?Z$/.exec(text)
  if (!match) return undefined
  const [, year = '', month = '', day = '', hour = '', minute = '', second = '00'] = match
  const century = year.length === 4 ? '' : Number(year) < 50 ? '20' : '19'
  const date = new Date(`${century}${year}-${month}-${day}T${hour}:${minute}:${second}Z`)
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString()
}
