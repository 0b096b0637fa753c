import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { createTestDatabase } from '../../store/test-database.ts'
import { openTestStore } from '../../store/test-store.ts'

const word = fc.constantFrom('a', 'b', 'c')
const text = fc.array(fc.oneof({ arbitrary: word, weight: 6 }, fc.constant('|')), { maxLength: 12 })
const phrase = fc.array(word, { minLength: 1, maxLength: 5 })

it('phrase_distance() is the least of all ways to place the words', async () => {
  await using store = await openTestStore(await createTestDatabase(''))
  const cases = fc.sample(fc.tuple(text, phrase), { numRuns: 1_000, seed: 7 })
  const rows = await store.query<{ readonly distance: number | null }>(
    {
      text: `SELECT phrase_distance(c ->> 0, ARRAY(SELECT jsonb_array_elements_text(c -> 1))) AS distance
        FROM jsonb_array_elements($1::jsonb) WITH ORDINALITY AS u(c, place) ORDER BY place`,
    },
    [JSON.stringify(cases.map(([words, sought]) => [words.join(' '), sought]))],
  )
  for (const [index, [words, sought]] of cases.entries()) {
    const expected = leastSpread(toChoices(words, sought), [])
    expect(rows[index]?.distance ?? Infinity, `${words.join(' ')} / ${sought.join(' ')}`).toBe(
      expected,
    )
  }
})

/** The places of each word; those behind a break are 100 further. */
function toChoices(words: readonly string[], sought: readonly string[]): readonly number[][] {
  let breaks = 0
  const placed = words.map((each, index) => {
    if (each === '|') breaks += 1
    return { each, place: index + 99 * breaks }
  })
  return sought.map((one) => placed.flatMap(({ each, place }) => (each === one ? [place] : [])))
}

function leastSpread(choices: readonly number[][], chosen: readonly number[]): number {
  const next = choices[chosen.length]
  if (next === undefined) {
    const shifts = chosen.map((place, index) => place - index)
    return Math.max(...shifts) - Math.min(...shifts)
  }
  const free = next.filter((place) => !chosen.includes(place))
  return Math.min(Infinity, ...free.map((place) => leastSpread(choices, [...chosen, place])))
}
