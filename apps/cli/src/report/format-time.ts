/** `2026-11-25 22:14:15 UTC`; the text itself where it is no time. */
export function formatTime(text: string): string {
  const time = new Date(text)
  if (Number.isNaN(time.getTime())) return text
  return `${time.toISOString().slice(0, 19).replace('T', ' ')} UTC`
}

/** `2026-11-25` */
export function formatDate(text: string): string {
  const time = new Date(text)
  return Number.isNaN(time.getTime()) ? text : time.toISOString().slice(0, 10)
}
