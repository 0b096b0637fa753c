import { type Html, html, told } from './html.ts'

type Fact = readonly [term: string, value: Html | string | number | undefined]

/** Terms and what they are here; terms without a value are left out. */
export function definitionList(facts: readonly Fact[]): Html {
  const known = facts.filter(([, value]) => value !== undefined && value !== '')
  if (known.length === 0) return html``
  return html`<dl>
    ${known.map(
      ([term, value]) =>
        html`<dt>${term}</dt>
          <dd>${typeof value === 'string' ? told(value, 600) : value}</dd>`,
    )}
  </dl>`
}

/** Text of the target as a value that is copied rather than read: a hash, an identifier. */
export function code(text: string | undefined): Html | undefined {
  if (text === undefined || text === '') return undefined
  return html`<code>${told(text, 600)}</code>`
}
