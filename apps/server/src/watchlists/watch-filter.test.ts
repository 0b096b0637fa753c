import { BlockList } from 'node:net'
import { entityId } from '@windvane/model'
import { describe, expect, it } from 'vitest'
import { sha3 } from '../entities/sha3.ts'
import { type Store } from '../store/store.ts'
import { openTestStore } from '../store/test-store.ts'
import { newId } from '../store/new-id.ts'
import { type Subject } from './batch-subjects.ts'
import { createWatchFilter } from './watch-filter.ts'

describe('createWatchFilter()', () => {
  it('lets through whatever is watched, and next to nothing else', async () => {
    await using store = await openTestStore()
    const hashOf = (value: string) => entityId('domain', value, sha3).slice(-64)
    await watch(store, 1, [
      ['value', hashOf('watched.example')],
      ['entity', entityId('domain', 'entity.example', sha3)],
      ['tag', 'c2'],
      ['type', 'malware'],
    ])
    const filter = createWatchFilter()
    await filter.update(store, 1)
    expect(filter.mayMatch(domain('watched.example'))).toBe(true)
    expect(filter.mayMatch(domain('entity.example'))).toBe(true)
    expect(filter.mayMatch(domain('other.example', ['c2']))).toBe(true)
    expect(filter.mayMatch({ ...domain('other.example'), type: 'malware' })).toBe(true)
    const others = Array.from({ length: 1_000 }, (_, index) => domain(`${index}.example`, ['rat']))
    expect(others.filter(filter.mayMatch)).toEqual([])
  })

  it('learns what is added, and asks for nothing where nothing was', async () => {
    await using store = await openTestStore()
    const filter = createWatchFilter()
    await watch(store, 1, [['tag', 'one']])
    await filter.update(store, 1)
    await watch(store, 2, [['tag', 'two']])
    expect(filter.mayMatch(domain('x.example', ['two']))).toBe(false)
    await filter.update(store, 1)
    expect(filter.mayMatch(domain('x.example', ['two']))).toBe(false)
    await filter.update(store, 2)
    expect(filter.mayMatch(domain('x.example', ['two']))).toBe(true)
    expect(filter.mayMatch(domain('x.example', ['one']))).toBe(true)
  })

  it('reads very many by pages, also of one version', async () => {
    await using store = await openTestStore()
    const tags = (from: number) =>
      Array.from({ length: 6_000 }, (_, index) => ['tag', `t${from + index}`] as const)
    await watch(store, 1, tags(0))
    await watch(store, 2, tags(6_000))
    const filter = createWatchFilter()
    await filter.update(store, 2)
    for (const tag of ['t0', 't4999', 't5000', 't5999', 't6000', 't11999']) {
      expect(filter.mayMatch(domain('x.example', [tag]))).toBe(true)
    }
  })

  it.each([
    [
      '198.18.0.0/15',
      ['198.18.0.0', '198.19.255.255', '198.19.0.0/16'],
      ['198.17.255.255', '198.20.0.0', '198.0.0.0/8'],
    ],
    ['203.0.113.7', ['203.0.113.7', '203.0.113.7/32'], ['203.0.113.6', '203.0.113.0/24']],
    ['0.0.0.0/0', ['8.8.8.8', '10.0.0.0/8'], ['2001:db8::1']],
    ['2001:db8::/33', ['2001:db8:7fff::1', '2001:db8::/48'], ['2001:db8:8000::1', '2001:db8::/32']],
    ['::/0', ['2001:db8::1', '::1'], []],
  ])('knows what lies in %s', async (network, inside, outside) => {
    await using store = await openTestStore()
    await watch(store, 1, [['cidr', network]])
    const filter = createWatchFilter()
    await filter.update(store, 1)
    expect(inside.filter((each) => !filter.mayMatch(address(each)))).toEqual([])
    expect(outside.filter((each) => filter.mayMatch(address(each)))).toEqual([])
  })

  it('never misses an address of many networks', async () => {
    await using store = await openTestStore()
    const list = new BlockList()
    const networks = Array.from({ length: 200 }, (_, index) => {
      const prefix = 8 + (index % 25)
      const text = `${1 + ((index * 37) % 220)}.${(index * 91) % 256}.${(index * 53) % 256}.0`
      list.addSubnet(text, prefix, 'ipv4')
      return `${text}/${prefix}`
    })
    await watch(
      store,
      1,
      networks.map((network) => ['cidr', network] as const),
    )
    const filter = createWatchFilter()
    await filter.update(store, 1)
    const ips = Array.from({ length: 20_000 }, (_, index) =>
      [24, 16, 8, 0].map((shift) => ((index * 214_013) >>> shift) & 255).join('.'),
    )
    expect(ips.filter((ip) => list.check(ip) && !filter.mayMatch(address(ip)))).toEqual([])
  })
})

function domain(value: string, tags: readonly string[] = []): Subject {
  return {
    id: entityId('domain', value, sha3),
    type: 'domain',
    tags: new Set(tags),
    network: undefined,
    events: new Set(['created']),
    reputation: 0,
    worstReputation: 0,
  }
}

function address(network: string): Subject {
  return { ...domain('address.example'), type: 'ip', network }
}

async function watch(
  store: Store,
  version: number,
  keys: readonly (readonly [kind: string, key: string])[],
): Promise<void> {
  const [userId, sourceId, watchId] = [newId(), newId(), newId()]
  const text = `INSERT INTO users (id, alias, full_name, roles, groups) VALUES ($1, $2, '', '{}', '{}')`
  await store.query({ text }, [userId, userId])
  const source = `INSERT INTO alert_sources (id, user_id, kind, name) VALUES ($1, $2, 'watchlist', '')`
  await store.query({ text: source }, [sourceId, userId])
  const row = `INSERT INTO watches (id, source_id, place, kind, target, events)
    VALUES ($1, $2, 0, 'tag', '', '{}')`
  await store.query({ text: row }, [watchId, sourceId])
  const insert = `INSERT INTO watch_keys (kind, key, watch_id, version)
    SELECT kind, key, $3, $4 FROM unnest($1::text[], $2::text[]) AS k(kind, key)`
  const columns = [keys.map(([kind]) => kind), keys.map(([, key]) => key)]
  await store.query({ text: insert }, [...columns, watchId, version])
}
