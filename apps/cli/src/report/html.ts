/** Text that is HTML already; only `html` makes it. */
export type Html = { readonly html: string }

type HtmlValue = Html | string | number | undefined | readonly HtmlValue[]

/**
 * Writes HTML (well-formed as XML, too). Every value that is not HTML itself is text from anywhere and
 * is escaped for element content and for quoted attributes alike.
 *
 * @example html`<p title="${text}">${text}</p>`
 */
export function html(parts: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  const text = parts.reduce((before, part, index) => before + toText(values[index - 1]) + part)
  return { html: text }
}

/** HTML that is no text from outside: our own style and script. */
export function trusted(text: string): Html {
  return { html: text }
}

function toText(value: HtmlValue): string {
  if (value === undefined) return ''
  if (typeof value === 'string') return escapeText(value)
  if (typeof value === 'number') return String(value)
  return 'html' in value ? value.html : value.map(toText).join('')
}

function escapeText(text: string): string {
  return text
    .replaceAll(unseen, (character) => `⟨U+${toHex(character)}⟩`)
    .replaceAll(/(?<=\p{M}{2})\p{M}+/gu, '')
    .replaceAll(/[&<>"']/g, (character) => references[character] ?? '')
}

/** Characters that hide, reorder or break what stands beside them; tab and line feed do not. */
const unseen = /(?![\t\n])[\p{Cc}\p{Cf}\p{Cs}\p{Noncharacter_Code_Point}\u2028\u2029]/gu

function toHex(character: string): string {
  return (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')
}

const references: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** The first characters of a text, and a mark where more was there. */
export function clip(text: string, maximumLength = 300): string {
  if (text.length <= maximumLength) return text
  return `${text.slice(0, maximumLength)} … (${text.length - maximumLength} characters more)`
}

/** Pieces of HTML with spaces between them. */
export function spaced(pieces: readonly (Html | undefined)[]): Html {
  const known = pieces.filter((piece) => piece !== undefined)
  return { html: known.map((piece) => piece.html).join(' ') }
}

/** HTML of a value that may be missing. */
export function given<Value>(
  value: Value | undefined,
  toHtml: (value: Value) => Html | undefined,
): Html | undefined {
  return value === undefined ? undefined : toHtml(value)
}

/** Text of the target, kept apart from the direction of the text around it. */
export function told(text: string, maximumLength = 300): Html {
  return html`<bdi>${clip(text, maximumLength)}</bdi>`
}

/** The first items of a list as HTML, and how many more there are. */
export function listSome<Item>(
  items: readonly Item[],
  maximum: number,
  toItem: (item: Item, index: number) => Html,
): Html {
  const more = items.length - maximum
  return html`${items.slice(0, maximum).map(toItem)}${
    more > 0 ? html`<li class="muted">… and ${more.toLocaleString('en')} more</li>` : undefined
  }`
}
