import { type Principal } from '@windvane/model'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { newId } from '../store/new-id.ts'
import { type Store } from '../store/store.ts'
import { openTestStore } from '../store/test-store.ts'
import { createEntities, type Entities } from './create-entities.ts'
import { registerAudience } from './register-audience.ts'
import { ingestScanResults } from './scan-results.ts'

let store: Store
let entities: Entities

beforeAll(async () => {
  store = await openTestStore()
  entities = createEntities({ store, privateAddresses: 'refuse' })
})

afterAll(() => store[Symbol.asyncDispose]())

describe('submitMany()', () => {
  it('lets reports on the same entities run at once, and none is lost', async () => {
    const people = Array.from({ length: 4 }, () => person('public'))
    const names = Array.from({ length: 12 }, (_, index) => `race-${index}.example.com`)
    const work = people.flatMap((principal) =>
      Array.from({ length: 10 }, (_, round) => {
        // Each starts elsewhere, so that without an order of locks they would wait in a ring.
        const order = names.map((_, index) => names[(index * 5 + round) % names.length] ?? '')
        const [first = '', ...others] = order
        return entities.submit(principal, {
          ...domain(first),
          reputation: -1,
          associations: others.map((name) => ({ ...domain(name), reputation: -1 })),
        })
      }),
    )
    await Promise.all(work)
    const reader = person('public')
    for (const name of names) {
      const entity = await entities.lookUp(reader, 'domain', name)
      expect(entity).toMatchObject({ reputation: -1, accuracy: 3 })
      expect(await count('history', entity.id)).toBe(40)
    }
  })

  it('writes all reports or none', async () => {
    const principal = person('public')
    const right = { principal, report: domain('right.example.com') }
    const wrong = { principal, report: domain('wrong') }
    await expect(entities.submitMany([right, wrong])).rejects.toMatchObject({
      code: 'invalid_value',
    })
    await expect(entities.lookUp(principal, 'domain', 'right.example.com')).rejects.toMatchObject({
      code: 'no_results',
    })
  })

  it('leaves nothing behind when the store fails half way', async () => {
    const broken: Store = {
      kind: store.kind,
      query: (...query) => store.query(...query),
      transaction: (work) =>
        store.transaction(async (tx) => {
          await work(tx)
          throw new Error('power cut')
        }),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    }
    const failing = createEntities({ store: broken, privateAddresses: 'refuse' })
    const principal = person('public')
    const report = { ...domain('half.example.com'), associations: [domain('other.example.com')] }
    await expect(failing.submit(principal, report)).rejects.toThrow('power cut')
    for (const name of ['half.example.com', 'other.example.com']) {
      await expect(entities.lookUp(principal, 'domain', name)).rejects.toThrow('no results')
    }
  })

  it('takes the values of addresses of private networks only when told', async () => {
    const open = createEntities({ store, privateAddresses: 'accept' })
    const principal = person('public')
    const report = { type: 'ip', attributes: { ip: '10.1.2.3' } }
    await expect(entities.submit(principal, report)).rejects.toMatchObject({
      code: 'private_address',
    })
    await open.submit(principal, report)
    expect(await entities.lookUp(principal, 'ip', '10.1.2.3')).toMatchObject({ type: 'ip' })
  })
})

describe('audiences', () => {
  it('each reader sees what was said to their groups, and nothing else', async () => {
    const name = 'shared.example.com'
    const report = (group: string, reputation: number, tag: string) =>
      entities.submit(person('public', group), {
        ...domain(name),
        reputation,
        tags: [tag],
        visibleBy: [group],
      })
    await report('public', -1, 'all')
    await report('red', -3, 'only-red')
    await report('blue', 3, 'only-blue')
    const see = (...groups: string[]) => entities.lookUp(person(...groups), 'domain', name)
    expect(await see('public')).toMatchObject({
      reputation: -1,
      tags: ['all'],
      visibleBy: ['public'],
    })
    expect(await see('public', 'red')).toMatchObject({
      reputation: -2,
      tags: ['all', 'only-red'],
      visibleBy: ['public', 'red'],
      accuracy: 2,
    })
    expect(await see('public', 'blue')).toMatchObject({ reputation: 1, tags: ['all', 'only-blue'] })
    await store.transaction((tx) => registerAudience(tx, ['public', 'red', 'blue']))
    const both = await see('blue', 'public', 'red')
    expect(both).toMatchObject({ reputation: 0, bestReputation: 3, worstReputation: -3 })
    expect(both.tags).toEqual(['all', 'only-red', 'only-blue'])
    await report('public', -1, 'later')
    expect((await see('blue', 'public', 'red')).tags).toContain('later')
    expect((await see('public', 'red')).tags).toEqual(['all', 'only-red', 'later'])
  })

  it('a registered audience gets its row as soon as two of its groups know an entity', async () => {
    await store.transaction((tx) => registerAudience(tx, ['north', 'south']))
    for (const group of ['north', 'south']) {
      await entities.submit(person('public', group), {
        ...domain('compass.example.com'),
        tags: [group],
        visibleBy: [group],
      })
    }
    const reader = person('north', 'public', 'south')
    const entity = await entities.lookUp(reader, 'domain', 'compass.example.com')
    expect(entity.tags).toEqual(['north', 'south'])
    await expect(
      entities.lookUp(person('public'), 'domain', 'compass.example.com'),
    ).rejects.toMatchObject({ code: 'no_results' })
  })

  it('a record does not tell its readers what only some of them know', async () => {
    const name = 'accuracy.example.com'
    const body = { ...domain(name), reputation: -2 }
    await entities.submit(person('public', 'inner'), { ...body, visibleBy: ['inner'] })
    await entities.submit(person('public', 'inner'), { ...body, visibleBy: ['inner', 'public'] })
    const rows = await store.query<{ readonly accuracy: number }>(
      { text: `SELECT accuracy FROM history WHERE attributes ->> 'domain' = $1 ORDER BY at` },
      [name],
    )
    expect(rows.map(({ accuracy }) => accuracy)).toEqual([1, 1])
  })
})

describe('ingestScanResults()', () => {
  it('writes evidence that judges nothing', async () => {
    const { userId } = person('public')
    const reporter = person('public')
    await entities.submit(reporter, { type: 'ip', attributes: { ip: '9.9.9.9' }, reputation: -3 })
    await store.transaction((tx) =>
      ingestScanResults(tx, {
        userId,
        groups: ['public'],
        entities: [
          { type: 'ip', attributes: { ip: '9.9.9.9' }, tags: ['scan'] },
          { type: 'port', attributes: { port: '53/tcp' }, tags: ['scan'] },
        ],
        links: [
          {
            from: { type: 'ip', value: '9.9.9.9' },
            to: { type: 'port', value: '53/tcp' },
            mode: 'aggregation',
          },
        ],
      }),
    )
    const ip = await entities.lookUp(reporter, 'ip', '9.9.9.9')
    expect(ip).toMatchObject({ reputation: -3, accuracy: 1, tags: ['scan'] })
    const port = await entities.lookUp(reporter, 'port', '53/tcp')
    expect(port).toMatchObject({ reputation: 0, accuracy: 0 })
    expect(await count('relations', ip.id)).toBe(1)
  })
})

function person(...groups: string[]): Principal {
  return { userId: newId(), alias: 'someone', roles: ['user', 'reporter'], groups: groups.sort() }
}

function domain(name: string) {
  return { type: 'domain', attributes: { domain: name } }
}

async function count(table: 'history' | 'relations', id: string): Promise<number> {
  const rows = await store.query<{ readonly n: number }>(
    { text: `SELECT count(*)::int AS n FROM ${table} WHERE entity_id = $1` },
    [id],
  )
  return rows[0]?.n ?? 0
}
