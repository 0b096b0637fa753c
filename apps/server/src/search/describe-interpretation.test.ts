import { interpretQuery } from '@windvane/model'
import { expect, it } from 'vitest'
import { describeInterpretation } from './describe-interpretation.ts'

it.each([
  ['8.8.8[.]8', 'ip "8.8.8.8"'],
  ['hxxps://Example[.]com/A', 'url "https://Example.com/A"'],
  ['Lazarus Group', 'words "lazarus" "group"'],
  ['中 "quoted"', 'words "\\u4e2d" "quoted"'],
  ['…', 'words'],
])('describeInterpretation() says how %s was read', (query, said) => {
  expect(describeInterpretation(interpretQuery(query))).toBe(said)
})

it('describeInterpretation() fits a header, whatever the query', () => {
  const line = describeInterpretation(interpretQuery(`${'é'.repeat(200)} ${'字'.repeat(200)}`))
  expect(line).toMatch(/^[\x20-\x7e]+$/)
  expect(line.length).toBe(1_000)
})
