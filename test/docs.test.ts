import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { aggregations } from '../packages/model/src/query/aggregations/index.ts'
import { clauses } from '../packages/model/src/query/clauses/index.ts'
import { pages } from './docs/pages.ts'

it.each(Object.entries(pages))('%s is what the code says (npm run docs)', (path, render) => {
  expect(readFileSync(join(import.meta.dirname, '..', path), 'utf8')).toBe(render())
})

it('docs/search.md names every clause and aggregation', () => {
  const text = readFileSync(join(import.meta.dirname, '../docs/search.md'), 'utf8')
  const missing = [...clauses, ...aggregations].filter(({ name }) => !text.includes(`\`${name}\``))
  expect(missing.map(({ name }) => name)).toEqual([])
})
