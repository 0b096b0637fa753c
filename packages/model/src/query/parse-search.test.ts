import { describe, expect, it } from 'vitest'
import { AppError } from '../errors.ts'
import { describeQuery } from './describe-query.ts'
import { parseSearch } from './parse-search.ts'

const now = new Date('2024-05-15T10:20:30.456Z')

function parse(body: unknown) {
  return parseSearch(body, { corpus: 'entities', now })
}

function refusal(body: unknown): string {
  try {
    parse(body)
  } catch (error) {
    if (error instanceof AppError && error.status === 400) return error.message
    throw error
  }
  return 'accepted'
}

const query = (clause: unknown) => ({ query: clause })
const repeat = (count: number, clause: unknown) => Array.from({ length: count }, () => clause)

describe('parseSearch()', () => {
  it('takes an absent or empty body and nulls as everything', () => {
    for (const body of [
      undefined,
      null,
      {},
      { query: null, aggs: null, source: null },
      query({}),
    ]) {
      expect(parse(body).query).toEqual({ kind: 'all' })
    }
  })

  it('ignores members that it does not have', () => {
    expect(refusal({ size: 'x', track_total_hits: true, roles: ['admin'] })).toBe('accepted')
  })

  it('reads a bool object, and a single clause in its place', () => {
    const documented = {
      must: [{ term: { type: { value: 'ip' } } }],
      should: null,
      must_not: [],
      filter: [{ range: { reputation: { gte: 1 } } }],
      minimum_should_match: null,
    }
    expect(describeQuery(parse(query(documented)).query)).toBe(
      'type is "ip" and filter reputation >= 1',
    )
    const prefix = { prefix: { 'attributes.aso': 'g' }, bool: null }
    expect(describeQuery(parse(query(prefix)).query)).toBe('attributes.aso begins with "g"')
  })

  it('refuses a bare object where a list of clauses belongs, in the words of the contract', () => {
    const term = { term: { type: 'ip' } }
    for (const name of ['must', 'should', 'must_not', 'filter']) {
      expect(refusal(query({ [name]: term }))).toBe('incorrect json format')
      expect(refusal(query({ bool: { [name]: term } }))).toBe('incorrect json format')
      expect(refusal(query({ [name]: [term, 'x'] }))).toBe('incorrect json format')
    }
  })

  it.each([
    ['x', 'query: must be an object'],
    [1, 'query: must be an object'],
    [[], 'query: must be an object'],
    [{ must: [{}] }, 'query.must[0]: must have one member, and has none'],
    [
      { must: [{ term: { type: 'ip' }, ids: { values: [] } }] },
      'query.must[0]: must have one member, and has 2',
    ],
    [{ script: {} }, 'query: unknown clause "script"'],
    [{ knn: {} }, 'query: unknown clause "knn"'],
    [{ more_like_this: {} }, 'query: unknown clause "more_like_this"'],
    [{ constructor: {} }, 'query: unknown clause "constructor"'],
    [{ terms: { tags: { index: 'x', id: '1', path: 'y' } } }, 'query.terms.tags: must be an array'],
    [
      { term: { type: { value: ['ip'] } } },
      'query.term.type.value: must be a string, number or boolean',
    ],
    [{ term: { type: null } }, 'query.term: must have one member, and has none'],
    [{ term: { type: ['ip'] } }, 'query.term.type.value: must be a string, number or boolean'],
    [{ term: { reputation: 'abc' } }, 'query.term.reputation: "abc" is not a value of this field'],
    [
      { term: { 'attributes.ip': '8.8.8' } },
      'query.term.attributes.ip: "8.8.8" is not a value of this field',
    ],
    [{ term: { type: 'a\0b' } }, 'query.term.type.value: must be Unicode text'],
    [{ term: { type: '\ud800' } }, 'query.term.type.value: must be Unicode text'],
    [
      { range: { lastSeen: { gte: '2022-02-30' } } },
      'query.range.lastSeen.gte: "2022-02-30" is not a date',
    ],
    [{ range: { lastSeen: { gte: 'now/x' } } }, 'query.range.lastSeen.gte: "now/x" is not a date'],
    [{ range: { lastSeen: { gte: '||' } } }, 'query.range.lastSeen.gte: "||" is not a date'],
    [
      { range: { lastSeen: { gte: '+999999-01-01' } } },
      'query.range.lastSeen.gte: "+999999-01-01" is not a date',
    ],
    [
      { range: { lastSeen: { gte: 1, time_zone: 'Mars/X' } } },
      'query.range.lastSeen.time_zone: "Mars/X" is not a time zone',
    ],
    [{ range: { reputation: { gte: 'x' } } }, 'query.range.reputation.gte: "x" is not a number'],
    [
      { range: { 'attributes.cidr': { gte: '1.1.1.1', relation: 'within' } } },
      'query.range.attributes.cidr.relation: must be intersects',
    ],
    [{ prefix: { reputation: '1' } }, 'query.prefix.reputation: "reputation" holds no text'],
    [{ fuzzy: { reputation: '1' } }, 'query.fuzzy.reputation: this field cannot be fuzzy'],
    [
      { match: { reputation: 'abc' } },
      'query.match.reputation: "abc" is not a value of "reputation"',
    ],
    [
      { multi_match: { query: 'a', fields: ['tags'], type: 'x' } },
      expect.stringMatching('must be one of'),
    ],
    [
      { multi_match: { query: 'a', fields: ['tags^x'] } },
      'query.multi_match.fields[0]: must be a number',
    ],
    [
      { match_phrase_prefix: { 'attributes.aso.keyword': 'x' } },
      expect.stringMatching('has no words'),
    ],
    [
      { match: { type: { query: 'a', minimum_should_match: '3<' } } },
      expect.stringMatching('minimum_should_match'),
    ],
    [{ match: { type: { query: 'a', fuzziness: 3 } } }, expect.stringMatching('must be AUTO')],
    [
      { match: { type: { query: 'a', boost: -1 } } },
      'query.match.type.boost: must not be negative',
    ],
    [
      { regexp: { type: '(?=a)' } },
      'query.regexp.type: "(?=a)" is not a regular expression of RE2',
    ],
    [{ regexp: { type: '(a)\\1' } }, expect.stringMatching('not a regular expression')],
    [{ regexp: { type: 'x{1001}' } }, expect.stringMatching('not a regular expression')],
    [{ regexp: { type: '[' } }, expect.stringMatching('not a regular expression')],
    [{ regexp: { type: '*' } }, expect.stringMatching('not a regular expression')],
    [{ regexp: { type: 'a<1-9>' } }, expect.stringMatching("< is interval in Lucene's syntax")],
    [{ regexp: { type: '~(ab)' } }, expect.stringMatching('~ is complement')],
  ])('refuses %j', (clause, message) => {
    expect(refusal(query(clause))).toEqual(message)
  })

  it('refuses scripts, and cursors that no page has', () => {
    expect(refusal({ script_fields: {} })).toBe('script_fields: scripts are not supported')
    expect(parse({ search_after: ['a', 1, null, true] }).searchAfter).toEqual(['a', 1, null, true])
    for (const cursor of [[], [1, 2, 3, 4, 5], [{}], 'x', ['x'.repeat(10_240)]]) {
      expect(refusal({ search_after: cursor })).not.toBe('accepted')
    }
  })

  it('collapses by the whole value of a field', () => {
    expect(parse({ collapse: { field: 'type.keyword' } }).collapse?.kind).toBe('label')
    expect(parse({ collapse: { field: 'attributes.aso' } }).collapse?.kind).toBe('keyword')
    expect(refusal({ collapse: { field: 'nope' } })).toBe('collapse: "nope" is not a field')
    expect(refusal({ collapse: { field: 'type', inner_hits: {} } })).not.toBe('accepted')
  })

  it('searches history by its own members', () => {
    const body = query({ term: { userID: 'x' } })
    expect(parseSearch(body, { corpus: 'history', now }).query.kind).toBe('values')
    expect(parse(body).query.kind).toBe('none')
    expect(
      parseSearch(query({ exists: { field: 'lastSeen' } }), { corpus: 'history', now }).query,
    ).toEqual({
      kind: 'none',
    })
  })
})

describe('the limits of a search', () => {
  const term = { term: { type: 'ip' } }
  const nest = (depth: number): unknown =>
    depth === 0 ? term : { bool: { must: [nest(depth - 1)] } }
  const star = { wildcard: { type: '*ab' } }
  const text = (bytes: number) => 'x'.repeat(bytes)

  it.each([
    ['256 clauses', query({ must: repeat(256, term) }), query({ must: repeat(257, term) })],
    ['10 bools around a clause', query(nest(10)), query(nest(11))],
    [
      '1,024 terms',
      query({ terms: { tags: repeat(1_024, 'a') } }),
      query({ terms: { tags: repeat(1_025, 'a') } }),
    ],
    [
      '1,024 ids',
      query({ ids: { values: repeat(1_024, 'a') } }),
      query({ ids: { values: repeat(1_025, 'a') } }),
    ],
    [
      'texts of 1,024 bytes',
      query({ term: { type: text(1_024) } }),
      query({ term: { type: text(1_025) } }),
    ],
    [
      'bytes, not characters',
      query({ term: { type: 'é'.repeat(512) } }),
      query({ term: { type: 'é'.repeat(513) } }),
    ],
    [
      '16 fields',
      query({ multi_match: { query: 'a', fields: repeat(16, 'tags') } }),
      query({ multi_match: { query: 'a', fields: repeat(17, 'tags') } }),
    ],
    [
      'patterns of fields up to 16',
      query({ multi_match: { query: 'a', fields: ['*'] } }),
      query({ multi_match: { query: 'a', fields: ['attributes.*e*'] } }),
    ],
    [
      '50 expansions',
      query({ fuzzy: { tags: { value: 'abc', max_expansions: 50 } } }),
      query({ fuzzy: { tags: { value: 'abc', max_expansions: 51 } } }),
    ],
    [
      '2 characters in a wildcard, where it has one',
      query({ must: [{ wildcard: { type: '*ab' } }, { wildcard: { type: '\\*' } }] }),
      query({ wildcard: { type: '*a*' } }),
    ],
    [
      'no star alone',
      query({ wildcard: { type: 'ab*' } }),
      query({ wildcard: { type: '**********' } }),
    ],
    [
      'no marks alone',
      query({ wildcard: { type: 'ab?' } }),
      query({ wildcard: { type: '?'.repeat(200) } }),
    ],
    ['3 leading stars', query({ must: repeat(3, star) }), query({ must: repeat(4, star) })],
    [
      '256 bytes of a regular expression',
      query({ regexp: { type: text(256) } }),
      query({ regexp: { type: text(257) } }),
    ],
    [
      '1,000 instructions',
      query({ regexp: { type: 'x{997}' } }),
      query({ regexp: { type: 'x{998}' } }),
    ],
    [
      '1,000 instructions in all',
      query({ must: repeat(2, { regexp: { type: 'x{490}' } }) }),
      query({ must: repeat(3, { regexp: { type: 'x{490}' } }) }),
    ],
    [
      '1,024 dates',
      query({ terms: { lastSeen: repeat(1_024, 1) } }),
      query({ must: repeat(5, { terms: { lastSeen: repeat(205, 1) } }) }),
    ],
    [
      '1,024 operators of date math',
      query({
        range: { lastSeen: { gte: `now${'-d'.repeat(500)}`, lt: `now${'+d'.repeat(500)}` } },
      }),
      query({ must: repeat(3, { range: { lastSeen: { gte: `now${'-d'.repeat(400)}` } } }) }),
    ],
    [
      '1,024 patterns of fields',
      query({ must: repeat(64, { multi_match: { query: '', fields: repeat(16, 'ta*') } }) }),
      query({ must: repeat(65, { multi_match: { query: '', fields: repeat(16, 'ta*') } }) }),
    ],
    [
      '1,000 hits of buckets',
      {
        aggs: {
          a: { terms: { field: 'type', size: 100 }, aggs: { b: { top_hits: { size: 10 } } } },
        },
      },
      {
        aggs: {
          a: { terms: { field: 'type', size: 101 }, aggs: { b: { top_hits: { size: 10 } } } },
        },
      },
    ],
    [
      '1,024 words in fields',
      query({ multi_match: { query: 'a '.repeat(64), fields: ['*'] } }),
      query({ multi_match: { query: 'a '.repeat(65), fields: ['*'] } }),
    ],
    [
      '1,024 bytes of a query string',
      query({ query_string: { query: text(1_024), fields: ['tags'] } }),
      query({ query_string: { query: text(1_025), fields: ['tags'] } }),
    ],
    [
      '10 parentheses of a query string',
      query({ query_string: { query: `${'('.repeat(10)}a${')'.repeat(10)}`, fields: ['tags'] } }),
      query({ query_string: { query: '('.repeat(500), fields: ['tags'] } }),
    ],
  ])('%s', (_limit, accepted, refused) => {
    expect(refusal(accepted)).toBe('accepted')
    expect(refusal(refused)).toMatch(/^query too complex: |whole number/)
  })

  it.each([
    [
      '10 formats of a date',
      query({ range: { lastSeen: { gte: '2024', format: repeat(10, 'yyyy').join('||') } } }),
      query({ range: { lastSeen: { gte: '2024', format: repeat(11, 'yyyy').join('||') } } }),
    ],
    [
      'other names than those of a bucket',
      {
        aggs: {
          key: { terms: { field: 'type' }, aggs: { keys: { max: { field: 'reputation' } } } },
        },
      },
      {
        aggs: {
          key: { terms: { field: 'type' }, aggs: { key: { max: { field: 'reputation' } } } },
        },
      },
    ],
    [
      'tie breakers up to 1',
      query({ query_string: { query: 'a', tie_breaker: 1 } }),
      query({ query_string: { query: 'a', tie_breaker: '1.7e308' } }),
    ],
  ])('takes %s', (_title, body, worse) => {
    expect(refusal(body)).toBe('accepted')
    expect(refusal(worse)).toMatch(/is not a date format|that each bucket has|from 0 to 1/)
  })

  it('10,000 clauses and patterns that a backtracking engine would never finish are soon answered', () => {
    expect(refusal(query({ should: repeat(10_000, term) }))).toMatch('query too complex')
    for (const pattern of ['(a+)+$', '(a|aa)+$', '([a-z]+)*!']) {
      expect(refusal(query({ regexp: { type: pattern } }))).toBe('accepted')
    }
    expect(refusal(query({ wildcard: { type: 'a*b*c*'.repeat(100) } }))).toBe('accepted')
    expect(refusal(query({ range: { lastSeen: { gte: `now${'+1d'.repeat(300)}` } } }))).toBe(
      'accepted',
    )
  })
})
