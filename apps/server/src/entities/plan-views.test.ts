import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { consolidate, type DatedRecord, type Knowledge } from './consolidate.ts'
import { groupsOf, missingJoined, planViews } from './plan-views.ts'

const record = fc
  .record({
    userId: fc.constantFrom('u1', 'u2', 'u3', 'u4'),
    origin: fc.constantFrom('report', 'report', 'inherited', 'scan'),
    reputation: fc.integer({ min: -3, max: 3 }),
    text: fc.constantFrom('x', 'y', 'z'),
    tags: fc.uniqueArray(fc.constantFrom('t1', 't2', 't3')),
    wellKnown: fc.boolean(),
    visibleBy: fc.uniqueArray(fc.constantFrom('public', 'a', 'b', 'c'), { minLength: 1 }),
  })
  .map(({ text, ...rest }) => ({
    ...rest,
    entityId: 'text-0',
    type: 'text',
    value: 'v',
    attributes: { text: 'v', value: text },
    wellKnown: rest.wellKnown && rest.reputation >= 0,
  }))

const batches = fc
  .array(fc.array(record, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 8 })
  .map((all) =>
    all.map((batch, index) => batch.map((each) => ({ ...each, at: new Date(index * 1_000) }))),
  )

const registered = ['a,b', 'a,b,c', 'b,c']
const nothing: Knowledge = { view: undefined, votes: [] }

describe('planViews()', () => {
  it('gives every audience what it would know had it read its records alone, in one go', () => {
    fc.assert(
      fc.property(batches, (all) => {
        const state = writeAll(all)
        for (const [audience, { view, votes }] of state) {
          const groups = groupsOf(audience)
          const visible = all
            .flat()
            .filter((each) => each.visibleBy.some((g) => groups.includes(g)))
          const alone = consolidate(nothing, visible, groups)
          expect({ ...view, updatedAt: 0 }).toEqual({ ...alone.view, updatedAt: 0 })
          expect(byUser(votes)).toEqual(byUser(alone.votes))
        }
      }),
    )
  })

  it('keeps a row for every group that was told, and a joined one where two rows meet', () => {
    fc.assert(
      fc.property(batches, (all) => {
        const told = new Set<string>(all.flat().flatMap(({ visibleBy }) => visibleBy))
        const joined = registered.filter(
          (audience) => audience.split(',').filter((group) => told.has(group)).length > 1,
        )
        expect([...writeAll(all).keys()].sort()).toEqual([...told, ...joined].sort())
      }),
    )
  })

  it('never names a foreign group nor shows a tag of one', () => {
    fc.assert(
      fc.property(batches, (all) => {
        for (const [audience, { view }] of writeAll(all)) {
          const groups = groupsOf(audience)
          expect(view?.visibleBy.filter((group) => !groups.includes(group))).toEqual([])
        }
      }),
    )
  })
})

describe('consolidate()', () => {
  it('weighs the reporters alike in whatever order they speak', () => {
    const votes = fc.uniqueArray(record, { selector: (each) => each.userId, minLength: 1 })
    const shuffled = votes.chain((list) =>
      fc.tuple(
        fc.constant(list),
        fc.shuffledSubarray(list, { minLength: list.length, maxLength: list.length }),
      ),
    )
    fc.assert(
      fc.property(shuffled, ([one, other]) => {
        expect(judgement(one)).toEqual(judgement(other))
      }),
    )
  })

  it('never judges a well-known entity negatively, whatever came before or after', () => {
    const wellKnown = consolidate(nothing, [dated({ wellKnown: true, reputation: 0 })], ['public'])
    const after = consolidate(wellKnown, [dated({ reputation: -3, userId: 'u2' })], ['public'])
    expect(after.view).toMatchObject({ reputation: 0, worstReputation: 0, wellKnown: true })
    const before = consolidate(nothing, [dated({ reputation: -3 })], ['public'])
    const marked = consolidate(before, [dated({ wellKnown: true, userId: 'u2' })], ['public'])
    expect(marked.view).toMatchObject({ reputation: 0, worstReputation: 0, bestReputation: 0 })
  })

  it('a scan and a taken-over reputation give way to whoever states one', () => {
    const scanned = consolidate(nothing, [dated({ origin: 'scan' })], ['public'])
    expect(scanned.view).toMatchObject({ reputation: 0, accuracy: 0 })
    const stated = consolidate(scanned, [dated({ reputation: -3, userId: 'u2' })], ['public'])
    expect(stated.view).toMatchObject({ reputation: -3, accuracy: 1 })
    const again = [dated({ origin: 'inherited', reputation: 3, userId: 'u2' })]
    expect(consolidate(stated, again, ['public']).view).toMatchObject({ reputation: -3 })
  })

  it('tells the last change apart from the last report', () => {
    const first = consolidate(nothing, [dated({ at: new Date(1) })], ['public'])
    const same = consolidate(first, [dated({ at: new Date(2) })], ['public'])
    expect(same.view).toMatchObject({ updatedAt: new Date(1), lastSeen: new Date(2) })
    const more = consolidate(same, [dated({ at: new Date(3), tags: ['new'] })], ['public'])
    expect(more.view).toMatchObject({ updatedAt: new Date(3), createdAt: new Date(1) })
  })
})

function writeAll(all: readonly (readonly DatedRecord[])[]): ReadonlyMap<string, Knowledge> {
  const state = new Map<string, Knowledge>()
  const history: DatedRecord[] = []
  for (const records of all) {
    const joined = missingJoined(state, records, registered)
    const planned = planViews({ state, records, joined, history })
    for (const { audience, view, votes } of planned) state.set(audience, { view, votes })
    history.push(...records)
  }
  return state
}

function byUser(votes: Knowledge['votes']): Knowledge['votes'] {
  return [...votes].sort((left, right) => left.userId.localeCompare(right.userId))
}

function judgement(records: readonly Omit<DatedRecord, 'at'>[]) {
  const visible = records.map((each) => ({ ...each, at: new Date(0) }))
  const { view } = consolidate(nothing, visible, ['public', 'a', 'b', 'c'])
  const { reputation, accuracy, bestReputation, worstReputation } = view
  return { reputation, accuracy, bestReputation, worstReputation }
}

function dated(more: Partial<DatedRecord>): DatedRecord {
  return {
    entityId: 'text-0',
    type: 'text',
    value: 'v',
    userId: 'u1',
    origin: 'report',
    attributes: { text: 'v' },
    reputation: 0,
    tags: [],
    wellKnown: false,
    visibleBy: ['public'],
    at: new Date(0),
    ...more,
  }
}
