import { escapeValue, type InterpretedQuery } from '@windvane/model'

/** One printable line that says how the text of a simple search was read. */
export function describeInterpretation({ kind, text, address, tokens }: InterpretedQuery): string {
  if (kind === 'words') return `words ${tokens.slice(0, 20).map(quote).join(' ')}`.trimEnd()
  return `${kind} ${quote(address ?? text)}`
}

function quote(text: string): string {
  return JSON.stringify(escapeValue(text))
}
