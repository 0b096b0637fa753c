import { performance } from 'node:perf_hooks'
import { type Query } from '@windvane/model'
import { describe, expect, it } from 'vitest'
import { toViewer } from '../../../entity-rows/visible.ts'
import { type Queryable } from '../../../store/store.ts'
import { fuzzy, pattern, prefix, regexp } from '../../query-sample/build-query.ts'
import { expandQuery } from './expand-query.ts'

/** A dictionary that never ends: each chunk is as long as was asked for. */
const endless: Queryable = {
  // The shape of what the statements of the dictionary ask for.
  query: <Row>() =>
    Promise.resolve(
      Array.from({ length: 1_000 }, (_, number) => ({
        term: `attributes.aso:${'a'.repeat(50)}${number}`,
        wanted: true,
      })) as readonly unknown[] as readonly Row[],
    ),
}

describe('expandQuery()', () => {
  const viewer = toViewer(['public'])
  const slow: readonly (readonly [string, Query])[] = [
    ['a regular expression', pattern('attributes.aso', regexp('(a+)+$'))],
    ['a fuzzy word', pattern('attributes.aso', fuzzy('a'.repeat(255), { maxEdits: 2 }))],
  ]

  it.each(slow)('gives %s up when its time is over', async (_title, query) => {
    const deadline = performance.now() + 200
    const expansion = { store: endless, viewer, corpus: 'entities', deadline } as const
    await expect(expandQuery(query, expansion)).rejects.toMatchObject({ code: 'query_timeout' })
  })

  it.each(slow)('lets others have a turn while it expands %s', async (_title, query) => {
    let turns = 0
    const timer = setInterval(() => (turns += 1), 1)
    const deadline = performance.now() + 300
    const expansion = { store: endless, viewer, corpus: 'entities', deadline } as const
    await expandQuery(query, expansion).catch(() => {})
    clearInterval(timer)
    expect(turns).toBeGreaterThan(1)
  })

  it('keeps a prefix that very many terms have', async () => {
    const query = pattern('attributes.aso', prefix('a'))
    const deadline = performance.now() + 1_000
    const many: Queryable = {
      query: async <Row>() => [
        ...(await endless.query<Row>({ text: '' })),
        ...(await endless.query<Row>({ text: '' })),
      ],
    }
    const expansion = { store: many, viewer, corpus: 'entities', deadline } as const
    expect(await expandQuery(query, expansion)).toBe(query)
  })
})
