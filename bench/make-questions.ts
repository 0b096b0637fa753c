import { entityId } from '@windvane/model'
import { makeAddress } from './make-reports.ts'

/** What an analyst asks, as requests that differ from one to the next. */
export type Question = {
  readonly name: string
  readonly method: 'GET' | 'POST'
  readonly requests: readonly { readonly path: string; readonly body?: string }[]
}

export type Questions = {
  /** To the bare handler: the row of an address. */
  readonly bareRead: Question
  readonly exactSearch: Question
  readonly others: readonly Question[]
}

const search = '/api/search/v1/entities'
const analytics = '/api/analytics/v1'

/** A thousand of each, over a corpus of `makeLinkedReports`. */
export function makeQuestions(entities: number): Questions {
  const addresses = pick(entities, 0).map(makeAddress)
  const ids = addresses.map((address) => entityId('ip', address))
  return {
    bareRead: post(
      'bare read',
      '/read',
      ids.map((id) => ({ id })),
    ),
    exactSearch: post(
      'exact',
      `${search}/simple`,
      addresses.map((query) => ({ query })),
    ),
    others: [
      post(
        'text',
        `${search}/simple`,
        count(1_000).map((number) => ({ query: toNetwork(number) })),
      ),
      post('advanced', `${search}/advanced?limit=10`, count(1_000).map(makeAdvanced)),
      get(
        'overview',
        count(100).map(() => `${analytics}/overview?days=30`),
      ),
      get(
        'relations',
        ids.map((id) => `${analytics}/entity/${id}/relations?levels=2&limit=50`),
      ),
      post(
        'lookup 1,000',
        `${search}/lookup`,
        count(50).map(() => ({ values: addresses })),
      ),
    ],
  }
}

/** Five clauses and a terms aggregation. */
function makeAdvanced(number: number): unknown {
  return {
    query: {
      must: [
        { term: { type: 'ip' } },
        { match: { 'attributes.aso': { query: toNetwork(number), operator: 'and' } } },
      ],
      filter: [
        { range: { reputation: { gte: -3, lte: 0 } } },
        { exists: { field: 'attributes.asn' } },
      ],
      must_not: [{ terms: { tags: ['campaign-1'] } }],
    },
    aggs: { tags: { terms: { field: 'tags.keyword', size: 10 } } },
  }
}

/** Addresses have numbers that end in 0 to 6, and so do the networks they are in. */
function toNetwork(number: number): string {
  return `Network ${(number * 10 + (number % 7)) % 1_000}`
}

/** A thousand numbers of the corpus that end in the digit, from all over it. */
function pick(entities: number, digit: number): readonly number[] {
  const step = Math.max(1, Math.floor(entities / 10 / 1_000)) * 10
  return count(1_000).map((number) => ((number * step) % entities) + digit)
}

function count(numbers: number): readonly number[] {
  return Array.from({ length: numbers }, (_, number) => number)
}

function post(name: string, path: string, bodies: readonly unknown[]): Question {
  const requests = bodies.map((body) => ({ path, body: JSON.stringify(body) }))
  return { name, method: 'POST', requests }
}

function get(name: string, paths: readonly string[]): Question {
  return { name, method: 'GET', requests: paths.map((path) => ({ path })) }
}
