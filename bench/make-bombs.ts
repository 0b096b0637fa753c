/** Advanced searches that are made to hurt, by their names (reliability.md 4 F). */
export function makeBombs(): ReadonlyMap<string, unknown> {
  return new Map<string, unknown>([
    ['regexp .*', one({ regexp: { 'attributes.ip': '.*' } })],
    ['regexp (a+)+$', one({ regexp: { 'attributes.domain': '(a+)+$' } })],
    ['regexp ([a-z]+)*!', one({ regexp: { 'attributes.url': '([a-z]+)*!' } })],
    ['regexp of addresses', one({ regexp: { 'attributes.ip': '[0-9.]*7\\.[0-9]+\\.[0-9]+' } })],
    ['wildcard of five pieces', one({ wildcard: { 'attributes.domain': '*o*s*t*9*' } })],
    ['fuzzy, 255 characters', one({ fuzzy: { 'attributes.sha256': 'a'.repeat(255) } })],
    [
      'fuzzy of an address',
      one({ fuzzy: { 'attributes.ip': { value: '11.0.7.77', fuzziness: 2 } } }),
    ],
    [
      'phrase with slop',
      one({ match_phrase: { 'attributes.aso': { query: 'network 7', slop: 50 } } }),
    ],
    [
      '250 prefixes',
      { query: { should: Array.from({ length: 250 }, (_, number) => toPrefix(number)) } },
    ],
    [
      'nested terms',
      { aggs: { a: terms('tags', { b: terms('type', { c: terms('reputation') }) }) } },
    ],
    ['all, and how many', { aggs: { a: { cardinality: { field: 'attributes.ip' } } } }],
  ])
}

function one(clause: unknown): unknown {
  return { query: { must: [clause] } }
}

function toPrefix(number: number): unknown {
  return { prefix: { 'attributes.domain.keyword': `host-${number}` } }
}

function terms(field: string, aggs: unknown = {}): unknown {
  return { terms: { field, size: 20 }, aggs }
}
