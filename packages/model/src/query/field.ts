import { entityTypes, findEntityType } from '../entity-types.ts'

/** What is searched: consolidated entities, or the reports that they were made of. */
export type Corpus = 'entities' | 'history'

/**
 * How a field compares. `text` is analysed into words; `keyword` is the whole text of at most 256
 * characters; a `label` (type, tags, visibleBy) matches whole or by word, whichever twin is named; an
 * `ip` is an address, a `cidr` a network; a `date` is an instant.
 */
export type FieldKind =
  | 'text'
  | 'keyword'
  | 'label'
  | 'id'
  | 'ip'
  | 'cidr'
  | 'long'
  | 'float'
  | 'date'
  | 'boolean'

/** Where the values of a field are: a member of the record, an attribute, or the main attribute. */
export type FieldSource =
  | { readonly of: 'member'; readonly name: MemberName }
  | { readonly of: 'attribute'; readonly name: string }
  | { readonly of: 'value' }

export type Field = {
  /** As the request wrote it. */
  readonly name: string
  readonly kind: FieldKind
  readonly source: FieldSource
}

const entityMembers = {
  id: 'id',
  type: 'label',
  tags: 'label',
  visibleBy: 'label',
  reputation: 'long',
  bestReputation: 'long',
  worstReputation: 'long',
  accuracy: 'long',
  wellKnown: 'boolean',
  lastSeen: 'date',
  '@timestamp': 'date',
  createdAt: 'date',
  updatedAt: 'date',
} as const satisfies Readonly<Record<string, FieldKind>>

const historyMembers = {
  id: 'id',
  entityID: 'id',
  userID: 'id',
  type: 'label',
  tags: 'label',
  visibleBy: 'label',
  reputation: 'long',
  accuracy: 'long',
  wellKnown: 'boolean',
  '@timestamp': 'date',
} as const satisfies Readonly<Record<string, FieldKind>>

export type MemberName = keyof typeof entityMembers | keyof typeof historyMembers

/** The attributes that are not text: those of contract.md 4.2, and whatever else is a quantity. */
const attributeKinds: ReadonlyMap<string, FieldKind> = new Map([
  ['ip', 'ip'],
  ['cidr', 'cidr'],
  ['asn', 'long'],
  ['breach-count', 'long'],
  ['latitude', 'float'],
  ['longitude', 'float'],
  ['accuracy-radius', 'float'],
  ['size-in-bytes', 'float'],
  ['datetime', 'date'],
  ['breach-date', 'date'],
])

/** Longer than every name of a field. */
const maxNameLength = 256

/**
 * Finds what a field name of a request stands for; undefined for one that no record has, which
 * matches nothing. `.keyword` names the unanalysed twin of a text.
 */
export function resolveField(name: string, corpus: Corpus): Field | undefined {
  if (name.length > maxNameLength) return undefined
  const plain = name.replace(/\.keyword$/, '')
  const isKeyword = plain !== name
  const members: Readonly<Record<string, FieldKind>> =
    corpus === 'entities' ? entityMembers : historyMembers
  if (Object.hasOwn(members, plain)) {
    const kind = members[plain]
    // An own key of one of the two tables above.
    return kind && { name, kind, source: { of: 'member', name: plain as MemberName } }
  }
  if (!plain.startsWith('attributes.')) return undefined
  const attribute = plain.slice('attributes.'.length)
  if (attribute === 'value') {
    return { name, kind: isKeyword ? 'keyword' : 'text', source: { of: 'value' } }
  }
  if (!findEntityType(attribute)) return undefined
  const kind = attributeKinds.get(attribute) ?? (isKeyword ? 'keyword' : 'text')
  return { name, kind, source: { of: 'attribute', name: attribute } }
}

/** The names of all fields, without their untokenised twins. */
export function fieldNames(corpus: Corpus): readonly string[] {
  const members = Object.keys(corpus === 'entities' ? entityMembers : historyMembers)
  const attributes = entityTypes.map(({ type }) => `attributes.${type}`)
  return [...members, ...new Set(['attributes.value', ...attributes])]
}
