import {
  type Corpus,
  type Field,
  type Pattern,
  type Query,
  resolveField,
  type Scalar,
} from '@windvane/model'

export function field(name: string, corpus: Corpus = 'entities'): Field {
  const resolved = resolveField(name, corpus)
  if (resolved === undefined) throw new TypeError(`no field ${name}`)
  return resolved
}

export function bool(parts: Partial<Extract<Query, { kind: 'bool' }>>): Query {
  const none = { must: [], filter: [], should: [], mustNot: [], minimumShould: 0 }
  return { kind: 'bool', ...none, ...parts }
}

export function values(name: string, value: Scalar | readonly Scalar[], corpus?: Corpus): Query {
  const list = typeof value === 'object' ? value : [value]
  // `userID` and `entityID` are fields of history alone.
  const own = corpus ?? (name.endsWith('ID') ? 'history' : 'entities')
  return { kind: 'values', field: field(name, own), values: list, isCaseInsensitive: false }
}

export function whole(name: string, value: string): Query {
  return values(`${name}.keyword`, value)
}

export function insensitive(query: Query): Query {
  if (query.kind !== 'values' && query.kind !== 'pattern') return query
  return { ...query, isCaseInsensitive: true }
}

export function exists(name: string, corpus: Corpus = 'entities'): Query {
  return { kind: 'exists', field: field(name, corpus) }
}

type Bounds = {
  readonly gt?: Scalar
  readonly gte?: Scalar
  readonly lt?: Scalar
  readonly lte?: Scalar
}

export function range(name: string, bounds: Bounds): Query {
  return { kind: 'range', field: field(name), ...bounds }
}

export function pattern(name: string, form: Pattern): Query {
  return { kind: 'pattern', field: field(name), pattern: form, isCaseInsensitive: false }
}

export function prefix(text: string): Pattern {
  return { kind: 'prefix', text }
}

export function wildcard(...pieces: Extract<Pattern, { kind: 'wildcard' }>['pieces']): Pattern {
  return { kind: 'wildcard', pieces }
}

export function regexp(source: string): Pattern {
  return { kind: 'regexp', source }
}

export function fuzzy(
  text: string,
  change: Partial<Extract<Pattern, { kind: 'fuzzy' }>> = {},
): Pattern {
  const usual = {
    maxEdits: 1,
    prefixLength: 0,
    maxExpansions: 50,
    hasTranspositions: true,
  } as const
  return { kind: 'fuzzy', text, ...usual, ...change }
}

export function phrase(name: string, text: string, slop = 0): Extract<Query, { kind: 'phrase' }> {
  const words = text.split(' ')
  return { kind: 'phrase', field: field(name), words, slop, isPrefix: false, maxExpansions: 50 }
}
