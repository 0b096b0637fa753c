const depthLimit = 6

/** Copies protocol facts as plain JSON: no undefined members, no control characters in texts. */
export function toPlainJson(facts: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const members = Object.entries(facts)
    .map(([key, value]) => [cleanText(key), toPlainValue(value, 1)] as const)
    .filter(([, value]) => value !== undefined)
  return Object.fromEntries(members)
}

function toPlainValue(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return cleanText(value)
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined
  if (typeof value === 'boolean' || value === null) return value
  if (typeof value === 'bigint') return value.toString()
  if (typeof value !== 'object' || depth >= depthLimit) return undefined
  if (Array.isArray(value)) return value.map((item) => toPlainValue(item, depth + 1) ?? null)
  const members = Object.entries(value)
    .map(([key, member]) => [cleanText(key), toPlainValue(member, depth + 1)] as const)
    .filter(([, member]) => member !== undefined)
  return Object.fromEntries(members)
}

/** PostgreSQL refuses U+0000 and lone surrogates in JSON; screens should not see the rest. */
function cleanText(text: string): string {
  return text
    .slice(0, 4096)
    .toWellFormed()
    .replace(/\p{Cc}/gu, ' ')
}
