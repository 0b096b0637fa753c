import { expect, it } from 'vitest'
import { parseSearch } from '@windvane/model'
import { matches } from './evaluate-query.ts'
import { type SearchedRecord } from './field-values.ts'
import { now } from './vocabulary.ts'

const shared = { tags: ['botnet-c2', 'scanner'], visibleBy: ['public'], reputation: -2 }
const record: SearchedRecord = {
  ...shared,
  id: 'ip-1',
  type: 'ip',
  attributes: { ip: '8.8.8.8', text: 'The public DNS server of Google', aso: 'Google LLC' },
  lastSeen: '2022-05-18T10:00:00.123456Z',
}
const network: SearchedRecord = {
  ...shared,
  id: 'cidr-1',
  type: 'cidr',
  attributes: { cidr: '8.8.0.0/16', text: 'gogle googla' },
}
const corpus = [record, network]

it.each([
  [{ term: { 'attributes.text': 'dns' } }, true],
  [{ term: { 'attributes.text': 'DNS' } }, false],
  [{ term: { 'attributes.text': { value: 'DNS', case_insensitive: true } } }, true],
  [{ term: { 'attributes.aso.keyword': 'Google LLC' } }, true],
  [{ term: { 'tags.keyword': 'c2' } }, true],
  [{ term: { tags: 'botnet-c2' } }, true],
  [{ term: { 'attributes.value': '8.8.8.8' } }, true],
  [{ term: { 'attributes.ip': '8.8.8.0/24' } }, true],
  [{ term: { 'attributes.ip': '8.8.9.0/24' } }, false],
  [{ range: { reputation: { gte: -3, lt: -2 } } }, false],
  [{ range: { lastSeen: { lte: '2022-05-18T10:00:00.123Z' } } }, true],
  [{ range: { lastSeen: { gt: '2022-05-18T10:00:00.123Z' } } }, false],
  [{ range: { 'attributes.ip': { gt: '8.8.8.7', lt: '8.8.8.9' } } }, true],
  [{ exists: { field: 'attributes.aso' } }, true],
  [{ exists: { field: 'attributes.country' } }, false],
  [{ wildcard: { 'attributes.text': 'pu?l*' } }, true],
  [{ regexp: { 'attributes.ip': '8\\.8\\.[0-9]\\.[0-9]' } }, true],
  [{ regexp: { 'attributes.text': 'ser' } }, false],
  [{ fuzzy: { 'attributes.text': { value: 'gogole' } } }, true],
  // "gogle" and "googla" of the other record are nearer or come first.
  [{ fuzzy: { 'attributes.text': { value: 'gogla', max_expansions: 2 } } }, false],
  [{ match_phrase: { 'attributes.text': 'public dns' } }, true],
  [{ match_phrase: { 'attributes.text': 'dns public' } }, false],
  [{ match_phrase: { 'attributes.text': { query: 'dns public', slop: 1 } } }, false],
  [{ match_phrase: { 'attributes.text': { query: 'dns public', slop: 2 } } }, true],
  [{ match_phrase: { 'attributes.text': { query: 'public server', slop: 1 } } }, true],
  [{ match_phrase: { 'attributes.text': { query: 'dns dns', slop: 3 } } }, false],
  [{ match_phrase: { tags: { query: 'c2 scanner', slop: 50 } } }, false],
  [{ match_phrase_prefix: { 'attributes.text': 'public d' } }, true],
  [{ match: { 'attributes.text': { query: 'dns x y', minimum_should_match: '-2' } } }, true],
  [{ match: { 'attributes.text': { query: 'dns x y', minimum_should_match: 2 } } }, false],
  [{ bool: { must_not: [{ term: { type: 'ip' } }] } }, false],
])('%j: %s', (query, expected) => {
  const request = parseSearch({ query }, { corpus: 'entities', now })
  expect(matches(request.query, record, corpus)).toBe(expected)
})

it('a network is found by what it holds', () => {
  const has = (query: unknown) =>
    matches(parseSearch({ query }, { corpus: 'entities', now }).query, network, corpus)
  expect(has({ term: { 'attributes.cidr': '8.8.4.4' } })).toBe(true)
  expect(has({ term: { 'attributes.cidr': '8.8.4.0/24' } })).toBe(true)
  expect(has({ term: { 'attributes.cidr': '8.0.0.0/8' } })).toBe(false)
  expect(has({ range: { 'attributes.cidr': { gte: '8.8.255.255', lte: '9.0.0.0' } } })).toBe(true)
  expect(has({ range: { 'attributes.cidr': { gte: '8.9.0.0' } } })).toBe(false)
})
