import { describe, expect, it } from 'vitest'
import { describeQuery } from '../describe-query.ts'
import { parseSearch } from '../parse-search.ts'
import { clauses } from './index.ts'

const now = new Date('2024-05-15T10:20:30.456Z')

function read(query: unknown): string {
  return describeQuery(parseSearch({ query }, { corpus: 'entities', now }).query)
}

/** Each clause by its documented form and its short ones, and what it is read as. */
const cases: Readonly<Record<string, readonly (readonly [body: unknown, read: string])[]>> = {
  bool: [
    [{ must: [{ term: { type: 'ip' } }] }, 'type is "ip"'],
    [{ should: [{ term: { type: 'ip' } }] }, 'type is "ip"'],
    [
      { must: [{ match_all: {} }], should: [{ term: { type: 'ip' } }] },
      'everything, better with (type is "ip")',
    ],
    [
      { filter: [{ match_all: {} }], must_not: [{ term: { type: 'ip' } }] },
      'filter everything and not type is "ip"',
    ],
    [{ must_not: [{ term: { type: 'ip' } }] }, 'not type is "ip"'],
    [{}, 'everything'],
    [{ must: null, should: [] }, 'everything'],
    [{ should: [{ match_all: {} }], minimum_should_match: 0 }, 'everything'],
    [{ should: [{ match_all: {} }], minimum_should_match: 2 }, 'nothing'],
    [{ must: [{ match_all: {} }], minimum_should_match: '50%' }, 'everything'],
    [{ must: [{ term: { type: 'ip' } }], boost: 2 }, '(type is "ip")^2'],
  ],
  term: [
    [{ type: { value: 'ip' } }, 'type is "ip"'],
    [{ type: 'ip' }, 'type is "ip"'],
    [
      { 'attributes.aso': { value: 'Google', case_insensitive: true } },
      'attributes.aso in any case is "Google"',
    ],
    [{ reputation: '-3' }, 'reputation is -3'],
    [{ reputation: 1.5 }, 'nothing'],
    [{ 'attributes.latitude': '48.2' }, 'attributes.latitude is 48.2'],
    [{ wellKnown: 'true' }, 'wellKnown is true'],
    [{ wellKnown: '' }, 'wellKnown is false'],
    [{ 'attributes.ip': '2001:DB8:0::1' }, 'attributes.ip is "2001:db8::1"'],
    [{ 'attributes.ip': '8.8.8.8/24' }, 'attributes.ip is "8.8.8.0/24"'],
    [{ 'attributes.ip': '0.0.0.0/0' }, 'attributes.ip is "0.0.0.0/0"'],
    [
      { lastSeen: '2022-05-18' },
      'lastSeen >= "2022-05-18T00:00:00.000Z" and lastSeen < "2022-05-19T00:00:00.000Z"',
    ],
    [{ 'attributes.nope': 'x' }, 'nothing'],
    [{ visibleBy: 'public', _name: null }, 'visibleBy is "public"'],
    [{ 'attributes.text': { value: 'a', boost: 1e9 } }, 'attributes.text is "a"^1000'],
  ],
  terms: [
    [{ tags: ['a', 'b'] }, 'tags is "a" or "b"'],
    [{ reputation: [1, '2', 2.5], boost: 3 }, 'reputation is 1 or 2^3'],
    [{ tags: [] }, 'nothing'],
    [{ nope: ['a'] }, 'nothing'],
    [
      { lastSeen: ['2022-05-18T00:00:00Z', 'now'] },
      '((lastSeen >= "2022-05-18T00:00:00.000Z" and lastSeen < "2022-05-18T00:00:01.000Z") or (lastSeen >= "2024-05-15T10:20:30.456Z" and lastSeen < "2024-05-15T10:20:30.457Z"))',
    ],
  ],
  ids: [
    [{ values: ['ip-1', 'ip-2', 'ip-1'] }, 'id is "ip-1" or "ip-2"'],
    [{ values: [] }, 'nothing'],
  ],
  range: [
    [{ reputation: { gte: -3, lte: -1 } }, 'reputation >= -3 and reputation <= -1'],
    [{ reputation: { gte: '-3', lt: '1.5' } }, 'reputation >= -3 and reputation <= 1'],
    [{ reputation: { gt: -1.5 } }, 'reputation >= -1'],
    [{ reputation: { gt: 2, gte: 1 } }, 'reputation >= 1'],
    [{ reputation: { lte: 2, lt: 3 } }, 'reputation < 3'],
    [{ lastSeen: { gte: '2030-01-01', gt: 'now/d' } }, 'lastSeen >= "2024-05-16T00:00:00.000Z"'],
    [
      { reputation: { from: 0, to: 2, include_lower: false } },
      'reputation > 0 and reputation <= 2',
    ],
    [{ reputation: { gte: null } }, 'reputation exists'],
    [{ 'attributes.latitude': { gt: 1.5 } }, 'attributes.latitude > 1.5'],
    [{ lastSeen: { gte: 'now-24h' } }, 'lastSeen >= "2024-05-14T10:20:30.456Z"'],
    [{ lastSeen: { gt: 'now/d' } }, 'lastSeen >= "2024-05-16T00:00:00.000Z"'],
    [{ lastSeen: { lt: 'now/d' } }, 'lastSeen < "2024-05-15T00:00:00.000Z"'],
    [{ lastSeen: { lte: '2022-05-18||/M' } }, 'lastSeen < "2022-06-01T00:00:00.000Z"'],
    [
      { lastSeen: { gte: '18/05/2022', format: 'dd/MM/yyyy||yyyy', time_zone: '+02:00' } },
      'lastSeen >= "2022-05-17T22:00:00.000Z"',
    ],
    [{ lastSeen: { lt: 'now-1000000y' } }, 'lastSeen < "0001-01-01T00:00:00.000Z"'],
    [{ lastSeen: { lte: 'now+1000000y' } }, 'lastSeen < "9999-12-31T23:59:59.999Z"'],
    [{ 'attributes.ip': { gte: '8.8.8.0', relation: 'within' } }, 'attributes.ip >= "8.8.8.0"'],
    [{ 'attributes.aso.keyword': { lt: 'b' } }, 'attributes.aso.keyword < "b"'],
    [{ nope: { lt: 'b' } }, 'nothing'],
  ],
  exists: [
    [{ field: 'attributes.country' }, 'attributes.country exists'],
    [{ field: 'attributes' }, 'everything'],
    [{ field: '__proto__' }, 'nothing'],
    [{ field: 'constructor' }, 'nothing'],
    [{ field: 'x'.repeat(10_240) }, 'nothing'],
    [{ field: 'sha3-2*' }, 'nothing'],
    [{ field: 'attributes.sha3-2*' }, '(attributes.sha3-224 exists or attributes.sha3-256 exists)'],
  ],
  prefix: [
    [{ 'attributes.aso': 'Google' }, 'attributes.aso begins with "Google"'],
    [
      { 'attributes.aso': { value: 'g', case_insensitive: true } },
      'attributes.aso in any case begins with "g"',
    ],
    [{ nope: 'g' }, 'nothing'],
  ],
  fuzzy: [
    [{ 'attributes.aso': { value: 'googl', fuzziness: 2 } }, 'attributes.aso is near "googl"~2'],
    [{ 'attributes.aso': 'googl' }, 'attributes.aso is near "googl"~1'],
    [
      { 'attributes.aso': { value: 'google', fuzziness: 'auto:3,5' } },
      'attributes.aso is near "google"~2',
    ],
    [{ 'attributes.aso': 'go' }, 'attributes.aso is "go"'],
    [{ 'attributes.aso': { value: 'googl', fuzziness: '0' } }, 'attributes.aso is "googl"'],
  ],
  wildcard: [
    [{ 'attributes.text': { value: 'Google*DNS' } }, 'attributes.text is like "Google*DNS"'],
    [{ 'attributes.text': 'a**?b' }, 'attributes.text is like "a*?b"'],
    [{ 'attributes.text': 'a\\*\\?b*' }, 'attributes.text is like "a\\\\*\\\\?b*"'],
    [{ 'attributes.text': 'ab\\' }, 'attributes.text is like "ab\\\\\\\\"'],
    [{ 'attributes.ip': '8.8.*' }, 'attributes.ip is like "8.8.*"'],
  ],
  regexp: [
    [{ 'attributes.ip': '8\\.8\\.[0-9]\\.[0-9]' }, 'attributes.ip matches /8\\.8\\.[0-9]\\.[0-9]/'],
    [
      { 'attributes.text': { value: '(a|aa)+$', flags: 'ALL' } },
      'attributes.text matches /(a|aa)+$/',
    ],
    [{ 'attributes.text': '\\p{Greek}[@#]\\@' }, 'attributes.text matches /\\p{Greek}[@#]\\@/'],
    [{ 'attributes.text': { value: 'a@b', flags: 'NONE' } }, 'attributes.text matches /a@b/'],
  ],
  match: [
    [{ 'attributes.ip': { query: '8.8.8.8' } }, 'attributes.ip is "8.8.8.8"'],
    [{ 'attributes.aso': 'Google LLC' }, '(attributes.aso is "google" or attributes.aso is "llc")'],
    [
      { 'attributes.aso': { query: 'Google LLC', operator: 'AND' } },
      'attributes.aso is "google" and attributes.aso is "llc"',
    ],
    [
      { 'attributes.aso': { query: 'a b c', minimum_should_match: '2<-1 5<-3' } },
      '2 of (attributes.aso is "a", attributes.aso is "b", attributes.aso is "c")',
    ],
    [{ 'attributes.aso': { query: 'a', minimum_should_match: 2 } }, 'attributes.aso is "a"'],
    [{ 'attributes.aso': { query: 'a b', minimum_should_match: 3 } }, 'nothing'],
    [
      { 'attributes.aso': { query: 'googel', fuzziness: 'AUTO' } },
      'attributes.aso is near "googel"~2',
    ],
    [{ 'attributes.aso': { query: '--', zero_terms_query: 'all' } }, 'everything'],
    [{ 'attributes.aso': '--' }, 'nothing'],
    [{ 'attributes.aso.keyword': 'Google LLC' }, 'attributes.aso.keyword is "Google LLC"'],
    [{ type: 'email-address' }, '(type is "email" or type is "address")'],
    [{ 'type.keyword': 'email-address' }, 'type.keyword is "email-address"'],
    [
      { 'attributes.aso': { query: 'Google LLC', analyzer: 'keyword' } },
      'attributes.aso is "Google LLC"',
    ],
    [{ reputation: { query: 'abc', lenient: true } }, 'nothing'],
    [{ reputation: { query: 'abc', lenient: true, fuzziness: 1 } }, 'nothing'],
    [{ nope: 'x' }, 'nothing'],
  ],
  multi_match: [
    [
      { query: 'google dns', fields: ['attributes.text^4', 'tags'] },
      'best of (((attributes.text is "google" or attributes.text is "dns"))^4 | ((tags is "google" or tags is "dns")))',
    ],
    [
      { query: 'a b', fields: ['attributes.text', 'tags'], type: 'cross_fields', operator: 'and' },
      '(best of (attributes.text is "a" | tags is "a")) and (best of (attributes.text is "b" | tags is "b"))',
    ],
    [
      { query: 'a b', fields: 'attributes.text', type: 'phrase', slop: 1 },
      'attributes.text has the phrase "a b"~1',
    ],
    [
      { query: 'a b', fields: ['attributes.text'], type: 'phrase_prefix' },
      'attributes.text has the phrase "a b*"',
    ],
    [{ query: 'a', fields: ['nope'] }, 'nothing'],
    [{ query: 'a', fields: [] }, 'nothing'],
    [
      { query: '8.8.8.8', fields: ['attributes.i*'], lenient: true, type: 'best_fields' },
      expect.any(String),
    ],
  ],
  match_bool_prefix: [
    [
      { 'attributes.text': { query: 'public dns serv' } },
      '(attributes.text is "public" or attributes.text is "dns" or attributes.text begins with "serv")',
    ],
    [{ 'attributes.text': 'serv' }, 'attributes.text begins with "serv"'],
    [{ 'attributes.text.keyword': 'Public D' }, 'attributes.text.keyword begins with "Public D"'],
  ],
  match_phrase: [
    [
      { 'attributes.text': { query: 'Public DNS server' } },
      'attributes.text has the phrase "public dns server"',
    ],
    [
      { 'attributes.text': { query: 'public dns', slop: 2 } },
      'attributes.text has the phrase "public dns"~2',
    ],
    [{ 'attributes.text': 'DNS' }, 'attributes.text is "dns"'],
    [{ tags: 'botnet-c2' }, 'tags has the phrase "botnet c2"'],
    [{ reputation: 1 }, 'reputation is 1'],
  ],
  match_phrase_prefix: [
    [
      { 'attributes.text': { query: 'public DNS serv', max_expansions: 5 } },
      'attributes.text has the phrase "public dns serv*"',
    ],
    [{ 'tags.keyword': 'botnet-c' }, 'tags.keyword has the phrase "botnet c*"'],
  ],
  query_string: [
    [
      { query: 'attributes.text:"Google DNS" AND attributes.country:US', default_operator: 'AND' },
      'attributes.text has the phrase "google dns" and attributes.country is "us"',
    ],
    [{ query: 'x', default_field: 'tags', boost: 2 }, 'tags is "x"^2'],
    [{ query: '  ' }, 'nothing'],
  ],
  simple_query_string: [
    [
      { query: 'google dns', fields: ['attributes.text'], default_operator: 'AND' },
      'attributes.text is "google" and attributes.text is "dns"',
    ],
  ],
  match_all: [
    [{}, 'everything'],
    [{ boost: 2 }, 'everything^2'],
  ],
  match_none: [[{}, 'nothing']],
}

/** Clauses whose body names no field. */
const ofNoField: ReadonlySet<string> = new Set([
  'bool',
  'ids',
  'exists',
  'multi_match',
  'query_string',
  'simple_query_string',
  'match_all',
  'match_none',
])

describe('the list of clauses', () => {
  it('has each name once, and a case here', () => {
    const names = clauses.map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
    expect(names.toSorted()).toEqual(Object.keys(cases).toSorted())
  })
})

describe.each(Object.entries(cases))('%s', (name, known) => {
  it.each(known)('reads %j', (body, expected) => {
    expect(read({ [name]: body })).toEqual(expected)
  })

  it.each([1, 'x', [], [{}]])('refuses %j', (body) => {
    expect(() => read({ [name]: body })).toThrow('must be an object')
  })

  it('refuses an option that it does not have', () => {
    const option = { unknown_option: [1] }
    const isOfField = !ofNoField.has(name)
    const body = isOfField ? { 'attributes.text': option } : option
    expect(() => read({ [name]: body })).toThrow(/unknown option|must be an array/)
  })
})
