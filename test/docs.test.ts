import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { pages } from './docs/pages.ts'

it.each(Object.entries(pages))('%s is what the code says (npm run docs)', (path, render) => {
  expect(readFileSync(join(import.meta.dirname, '..', path), 'utf8')).toBe(render())
})
