/** Reads a body as text in the encoding that the header or the page names, else in UTF-8. */
export function decodeText(body: Buffer, contentType: string | undefined): string {
  const label = charsetPattern.exec(contentType ?? '')?.[1] ?? findDeclared(body)
  return decode(body, label)
}

/** The title of a page on one line; undefined without one. */
export function findTitle(text: string): string | undefined {
  // Bounded repetitions keep a page full of "<title" from costing quadratic time.
  const title = /<title[^>]{0,100}>([^<]{0,1000})/i.exec(text)?.[1]
  if (title === undefined) return undefined
  return decodeEntities(title).replace(/\s+/g, ' ').trim().slice(0, maxTitle)
}

/** Resolves the character references that occur in titles and addresses (HTML 13.5, a few of them). */
export function decodeEntities(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,5}));/gi, (whole, ...groups) => {
    const [decimal, hex, name] = groups
    if (typeof name === 'string') return entities[name.toLowerCase()] ?? whole
    const code = typeof hex === 'string' ? Number.parseInt(hex, 16) : Number(decimal)
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code).toWellFormed() : whole
  })
}

const maxTitle = 300
const charsetPattern = /charset\s{0,5}=\s{0,5}["']?([\w.:-]{1,40})/i

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  copy: '\u00a9',
  reg: '\u00ae',
  middot: '\u00b7',
  ndash: '\u2013',
  mdash: '\u2014',
  raquo: '\u00bb',
  laquo: '\u00ab',
  bull: '\u2022',
}

// HTML 13.2.3.2: a declaration stands within the first 1,024 bytes.
function findDeclared(body: Buffer): string | undefined {
  const head = body.toString('latin1', 0, 1024)
  return /<meta[^>]{0,200}charset=["']?([\w.:-]{1,40})/i.exec(head)?.[1]
}

function decode(body: Buffer, label: string | undefined): string {
  try {
    return new TextDecoder(label ?? 'utf-8').decode(body)
  } catch {
    return new TextDecoder().decode(body)
  }
}
