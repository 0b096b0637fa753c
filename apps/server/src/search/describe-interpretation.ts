import { type InterpretedQuery, toPrintable } from '@windvane/model'

const maxLength = 1_000

/** One printable line that says how the text of a simple search was read. */
export function describeInterpretation({ kind, text, address, tokens }: InterpretedQuery): string {
  const said = kind === 'words' ? tokens : [address ?? text]
  return toPrintable([kind, ...said.map((each) => JSON.stringify(each))].join(' '), maxLength)
}
