/** What the first words of an XMPP stream tell. */
export type XmppStream = {
  /** The default namespace: `jabber:client`, `jabber:server`, `jabber:component:accept`. */
  readonly namespace: string
  readonly domain?: string
  readonly version?: string
  readonly language?: string
  readonly features: readonly string[]
  readonly isTlsRequired: boolean
  readonly mechanisms: readonly string[]
  /** The software by which the server describes what it can do (XEP-0115). */
  readonly capsNode?: string
  readonly error?: string
  readonly errorText?: string
}

const textLimit = 16_384

/** Reads a stream's header, and its features or error (RFC 6120 4); undefined when it is none. */
export function parseXmppStream(bytes: Buffer): XmppStream | undefined {
  const text = bytes.toString('utf8', 0, textLimit)
  const header = /<stream:stream\s([^>]{1,1000})>/.exec(text)
  if (!header?.[1] || !header[1].includes('http://etherx.jabber.org/streams')) return undefined
  // Only the receiving side writes an id (RFC 6120 4.7.3): our own words sent back have none.
  if (attributeOf(header[1], 'id') === undefined) return undefined
  const rest = text.slice(header.index + header[0].length)
  const features = between(rest, '<stream:features', '</stream:features>')
  const error = between(rest, '<stream:error', '</stream:error>')
  return {
    namespace: attributeOf(header[1], 'xmlns') ?? '',
    ...optional('domain', attributeOf(header[1], 'from')),
    ...optional('version', attributeOf(header[1], 'version')),
    ...optional('language', attributeOf(header[1], 'xml:lang')),
    features: childNames(features),
    isTlsRequired: /<starttls\s[^<>]{0,200}>\s{0,20}<required/.test(features),
    mechanisms: [...features.matchAll(/<mechanism>([A-Z0-9_-]{1,40})<\/mechanism>/g)]
      .flatMap(([, name]) => name ?? [])
      .slice(0, 30),
    ...optional('capsNode', capsNodeOf(features)),
    ...optional('error', /<([a-z-]{3,40})[\s/>]/.exec(error)?.[1]),
    ...optional('errorText', /<text\b[^>]{0,200}>([^<]{1,300})</.exec(error)?.[1]),
  }
}

/** Whether the features, an error or the end of the stream have arrived. */
export function hasXmppTurn(bytes: Buffer): boolean {
  const text = bytes.toString('latin1', 0, textLimit)
  return /<\/stream:features>|<stream:features\s{0,5}\/>|<\/stream:error>|<\/stream:stream>/.test(
    text,
  )
}

function optional<Key extends string>(
  key: Key,
  value: string | undefined,
): Partial<Record<Key, string>> {
  // A computed key of a literal type is widened to string; the object has this one member.
  return value === undefined ? {} : ({ [key]: value } as Record<Key, string>)
}

const attributes: Readonly<Record<string, RegExp>> = {
  id: /(?:^|\s)id=(?:'([^']{0,200})'|"([^"]{0,200})")/,
  from: /(?:^|\s)from=(?:'([^']{1,253})'|"([^"]{1,253})")/,
  xmlns: /(?:^|\s)xmlns=(?:'([^']{1,100})'|"([^"]{1,100})")/,
  version: /(?:^|\s)version=(?:'([^']{1,10})'|"([^"]{1,10})")/,
  'xml:lang': /(?:^|\s)xml:lang=(?:'([^']{1,20})'|"([^"]{1,20})")/,
  node: /(?:^|\s)node=(?:'([^']{1,200})'|"([^"]{1,200})")/,
}

function attributeOf(tag: string, name: string): string | undefined {
  const value = attributes[name]?.exec(tag)
  return value?.[1] ?? value?.[2]
}

/** What stands inside an element that occurs once. */
function between(text: string, open: string, close: string): string {
  const start = text.indexOf(open)
  const end = start < 0 ? -1 : text.indexOf(close, start)
  return end < 0 ? '' : text.slice(text.indexOf('>', start) + 1, end)
}

/** The elements that stand directly in the features. */
function childNames(features: string): readonly string[] {
  const names = new Set<string>()
  let depth = 0
  for (const [, close, name = '', rest = ''] of features.matchAll(tag)) {
    if (close === '/') depth -= 1
    else {
      if (depth === 0 && names.size < 50) names.add(name)
      if (!rest.endsWith('/')) depth += 1
    }
  }
  return [...names]
}

const tag = /<(\/?)([a-z][\w:-]{0,40})([^<>]{0,500})>/gi

function capsNodeOf(features: string): string | undefined {
  const tag = /<c\s([^>]{1,500})>/.exec(features)?.[1]
  return tag === undefined ? undefined : attributeOf(tag, 'node')
}
