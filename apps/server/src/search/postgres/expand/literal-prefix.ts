/** What every text that a pattern in RE2's syntax matches begins with; empty where that is not plain. */
export function literalPrefix(source: string): string {
  // An alternative anywhere may begin otherwise.
  if (source.includes('|') || source.includes('(?')) return ''
  const literal = /^(?:[^\\^$.|?*+()[\]{}]|\\[^a-zA-Z0-9])*/u.exec(source)?.[0] ?? ''
  const next = source.charAt(literal.length)
  // A repeat applies to the last character, which then need not be there.
  const kept = /[?*{]/.test(next) ? literal.replace(/\\?.$/u, '') : literal
  return kept.replace(/\\(.)/gu, '$1')
}
