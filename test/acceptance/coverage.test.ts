import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { root } from '../source/read-imports.ts'

type Acceptance = { readonly cases: readonly number[]; readonly rows: readonly string[] }

const fixture = join(root, 'fixtures/acceptance.json')
// The shape of the fixture. It lists the cases of what is served: login is not.
const acceptance = JSON.parse(readFileSync(fixture, 'utf8')) as Acceptance

const tests = globSync('{packages,apps,test}/**/*.{test,contract}.ts', {
  cwd: root,
  exclude: (path) => path.endsWith('node_modules'),
})
  .map((path) => readFileSync(join(root, path), 'utf8'))
  .join('\n')

describe('every acceptance case has a test that carries its number', () => {
  const covered = new Set(
    [...tests.matchAll(/['"`]cases? (\d+)(?: to (\d+))?:/g)].flatMap(([, from, to = from]) =>
      range(Number(from), Number(to)),
    ),
  )

  it('contract.md 12', () => {
    expect(acceptance.cases.filter((number) => !covered.has(number))).toEqual([])
  })
})

describe('every row of bad input has a test that carries its number', () => {
  // A row stands before the colon of a title, or alone in a table of `it.each`.
  const covered = new Set([...tests.matchAll(/['"`]([A-GI]\d+)[:'"`]/g)].map(([, row]) => row))

  it('reliability.md 4 A to G, I', () => {
    expect(acceptance.rows.filter((row) => !covered.has(row))).toEqual([])
  })
})

function range(from: number, to: number): readonly number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index)
}
