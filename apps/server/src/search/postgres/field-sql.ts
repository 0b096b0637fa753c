import { type Corpus, type Field, type MemberName } from '@windvane/model'

/** The SQL of a field's value, and PostgreSQL's type of it; null where a record has no such value. */
export type FieldSql = {
  readonly expression: string
  readonly type: 'text' | 'text[]' | 'numeric' | 'timestamptz' | 'boolean' | 'inet'
}

/**
 * The value of a field in the row `e` of `entities` or `history`. Names come from the tables below and
 * from the entity types alone, so no byte of a request reaches the text.
 */
export function fieldSql({ kind, source }: Field, corpus: Corpus): FieldSql {
  if (source.of === 'member') return members[corpus][source.name] ?? absent
  if (source.of === 'value') {
    const expression = corpus === 'entities' ? 'e.value' : '(e.attributes ->> e.type)'
    return { expression, type: 'text' }
  }
  const text = `(e.attributes ->> '${source.name}')`
  const type = attributeTypes[kind] ?? 'text'
  if (type === 'text') return { expression: text, type }
  // A cast would read a day in the session's time zone, and fail on a year that PostgreSQL lacks.
  if (type === 'timestamptz') return { expression: `attribute_instant${text}`, type }
  return { expression: `${text}::${type}`, type }
}

const absent: FieldSql = { expression: 'NULL::text', type: 'text' }

const attributeTypes: Readonly<Partial<Record<Field['kind'], FieldSql['type']>>> = {
  long: 'numeric',
  float: 'numeric',
  date: 'timestamptz',
  boolean: 'boolean',
  ip: 'inet',
  cidr: 'inet',
}

const shared = {
  type: { expression: 'e.type', type: 'text' },
  tags: { expression: 'e.tags', type: 'text[]' },
  visibleBy: { expression: 'e.visible_by', type: 'text[]' },
  reputation: { expression: 'e.reputation', type: 'numeric' },
  accuracy: { expression: 'e.accuracy', type: 'numeric' },
  wellKnown: { expression: 'e.well_known', type: 'boolean' },
} as const satisfies Partial<Record<MemberName, FieldSql>>

const members: Readonly<Record<Corpus, Readonly<Partial<Record<MemberName, FieldSql>>>>> = {
  entities: {
    ...shared,
    id: { expression: 'e.id', type: 'text' },
    bestReputation: { expression: 'e.best_reputation', type: 'numeric' },
    worstReputation: { expression: 'e.worst_reputation', type: 'numeric' },
    lastSeen: { expression: 'e.last_seen', type: 'timestamptz' },
    '@timestamp': { expression: 'e.updated_at', type: 'timestamptz' },
    createdAt: { expression: 'e.created_at', type: 'timestamptz' },
    updatedAt: { expression: 'e.updated_at', type: 'timestamptz' },
  },
  history: {
    ...shared,
    id: { expression: 'e.id::text', type: 'text' },
    entityID: { expression: 'e.entity_id', type: 'text' },
    userID: { expression: 'e.user_id::text', type: 'text' },
    '@timestamp': { expression: 'e.at', type: 'timestamptz' },
  },
}
