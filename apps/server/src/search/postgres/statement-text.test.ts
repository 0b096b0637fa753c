import { type Query } from '@windvane/model'
import { expect, it } from 'vitest'
import { toViewer } from '../../entity-rows/visible.ts'
import { type Queryable, type Statement } from '../../store/store.ts'
import {
  bool,
  fuzzy,
  insensitive,
  pattern,
  phrase,
  prefix,
  range,
  regexp,
  values,
  whole,
  wildcard,
} from '../query-sample/build-query.ts'
import { type PagedRequest } from '../search-engine.ts'
import { createPostgresSearchEngine } from './postgres-search-engine.ts'

const marker = `x'"$1;--\\`

const queries: readonly Query[] = [
  { kind: 'ids', ids: [marker] },
  values('attributes.aso', marker),
  insensitive(whole('attributes.aso', marker)),
  values('tags', [marker, 7]),
  values('attributes.asn', marker),
  values('attributes.ip', [marker, `8.8.8.8/${marker}`]),
  values('@timestamp', marker),
  values('wellKnown', marker),
  values('userID', marker),
  range('attributes.aso', { gte: marker, lt: marker }),
  range('reputation', { gte: marker }),
  range('id', { lte: marker }),
  pattern('attributes.aso', prefix(marker)),
  pattern('id', wildcard({ literal: marker }, 'any')),
  pattern('attributes.aso', regexp(`a(b|${marker.replace(/[$\\]/g, '')}).*`)),
  pattern('attributes.aso', fuzzy(marker)),
  phrase('attributes.aso', `${marker} b`),
  { ...phrase('attributes.aso', `${marker} b`, 3), isPrefix: true },
  bool({ should: [values('attributes.aso', marker)], minimumShould: 1 }),
]

it('no value of a request becomes part of a statement', async () => {
  const texts: string[] = []
  const store: Queryable = {
    query: <Row>(statement: Statement<Row>) => {
      texts.push(statement.text)
      return Promise.resolve([])
    },
  }
  const engine = createPostgresSearchEngine(store)
  for (const query of queries) {
    for (const corpus of ['entities', 'history'] as const) {
      const source = { includes: [], excludes: [] }
      const page = { limit: 987_654, offset: 123_456, sort: [] }
      const request: PagedRequest = { corpus, query, aggs: new Map(), source, ...page }
      await engine.search(toViewer([marker]), request)
    }
  }
  const written = texts.join('\n')
  expect(texts.length).toBeGreaterThan(queries.length * 2)
  for (const part of [marker, `'"`, ';--', '987654', '123456']) expect(written).not.toContain(part)
})
