import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { describeQuery, type Entity, parseSearch } from '@windvane/model'
import { evaluateAggregations } from './evaluate-aggregation.ts'
import { matches } from './evaluate-query.ts'
import { generateEntity } from './generate-entity.ts'
import { generateSearch } from './generate-search.ts'
import { now } from './vocabulary.ts'

const corpus: readonly Entity[] = makeCorpus(60)

it('made-up searches are accepted, and many find some of the made-up entities', () => {
  let finding = 0
  const runs = 1_000
  fc.assert(
    fc.property(generateSearch(corpus.map(({ id }) => id)), (body) => {
      const { query, aggs } = parseSearch(body, { corpus: 'entities', now })
      const hits = corpus.filter((entity) => matches(query, entity, corpus))
      if (hits.length > 0 && hits.length < corpus.length) finding += 1
      expect(describeQuery(query)).toMatch(/^[\x20-\x7e]{1,1000}$/)
      expect(Object.keys(evaluateAggregations(aggs, hits, corpus))).toEqual([...aggs.keys()])
    }),
    { numRuns: runs },
  )
  expect(finding).toBeGreaterThan(runs / 4)
})

function makeCorpus(size: number): readonly Entity[] {
  const made = fc.sample(generateEntity(), { numRuns: size, seed: 1 })
  return [...new Map(made.map((entity) => [entity.id, entity])).values()]
}
