import { entityId } from '@windvane/model'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectError } from '../harness/expect-error.ts'
import { type Harness, startHarness } from '../harness/start-harness.ts'
import { createWatchClient, summarize, type WatchClient, watchlists } from './watch-client.ts'

const everything = ['created', 'reputation', 'tagged', 'linked', 'seen']

describe('what an alert may tell', () => {
  let server: Harness
  let outsider: WatchClient
  let member: WatchClient
  let both: WatchClient

  beforeAll(async () => {
    server = await startHarness()
    outsider = await createWatchClient(server)
    member = await createWatchClient(server, ['acme', 'public'])
    both = await createWatchClient(server, ['acme', 'beta', 'public'])
  })

  afterAll(() => server[Symbol.asyncDispose]())

  function domain(name: string, more: Readonly<Record<string, unknown>> = {}) {
    return { type: 'domain', attributes: { domain: name }, ...more }
  }

  /** Watchlists of each account, by every way in which the entity can be watched. */
  function watchAll(name: string, tags: readonly string[] = []) {
    const entity = entityId('domain', name)
    const watches = [{ entity }, { value: name }, ...tags.map((tag) => ({ tag }))].map((watch) => ({
      ...watch,
      events: everything,
    }))
    return Promise.all([outsider, member, both].map((client) => client.watch(watches)))
  }

  async function told(lists: Awaited<ReturnType<typeof watchAll>>) {
    const clients = [outsider, member, both]
    return Promise.all(
      lists.map(async ({ id }, index) => summarize((await clients[index]?.alerts(id)) ?? [])),
    )
  }

  it('nothing of a report to a group that the owner is not in', async () => {
    const lists = await watchAll('secret.example', ['secret-tag'])
    const report = domain('secret.example', { tags: ['secret-tag'], visibleBy: ['acme'] })
    await member.report({ ...report, reputation: -3 })
    await member.report(report)
    const [outside, inside, joined] = await told(lists)
    expect(outside).toEqual([])
    expect(inside?.filter((line) => line.startsWith('created'))).toHaveLength(3)
    expect(joined).toEqual(inside)
  })

  it('of a public entity only what the public sees of it', async () => {
    const lists = await watchAll('mixed.example', ['inner'])
    await outsider.report(domain('mixed.example', { reputation: 1 }))
    const before = await told(lists)
    const inner = { reputation: -3, tags: ['inner'], visibleBy: ['acme'] }
    await member.report(domain('mixed.example', inner))
    const after = await told(lists)
    expect(after[0]).toEqual(before[0])
    const [list] = [lists[1]]
    const alerts = await member.alerts(list?.id ?? '')
    const changed = alerts.find(({ event }) => event === 'reputation')
    expect(changed).toMatchObject({
      previous: { reputation: 1, worstReputation: 1 },
      entity: { reputation: -1, worstReputation: -3, visibleBy: ['public', 'acme'] },
    })
    expect(after[1]?.filter((line) => line.startsWith('tagged'))).toEqual(['tagged mixed.example'])
    await outsider.report(domain('mixed.example', { reputation: 1 }))
    const told0 = await outsider.alerts(lists[0]?.id ?? '')
    expect(JSON.stringify(told0)).not.toMatch(/acme|inner/)
    expect(told0.every(({ entity }) => entity?.reputation === 1)).toBe(true)
  })

  it('of what two groups reported all that an owner in both sees', async () => {
    const other = await createWatchClient(server, ['beta', 'public'])
    const lists = await watchAll('joint.example')
    await member.report(domain('joint.example', { reputation: -1, visibleBy: ['acme'] }))
    await other.report(domain('joint.example', { reputation: -3, visibleBy: ['beta'] }))
    const alerts = await both.alerts(lists[2]?.id ?? '')
    expect(alerts.find(({ event }) => event === 'reputation')).toMatchObject({
      previous: { reputation: -1, worstReputation: -1 },
      entity: { reputation: -2, worstReputation: -3, visibleBy: ['acme', 'beta'] },
    })
    const [outside, inside] = await told(lists)
    expect(outside).toEqual([])
    expect(inside).toEqual(['created joint.example', 'created joint.example'])
  })

  it('no link that others see alone', async () => {
    const lists = await watchAll('hub.example')
    await outsider.report(domain('hub.example'))
    const before = await told(lists)
    const associations = [{ ...domain('spoke.example'), visibleBy: ['acme'] }]
    await member.report(domain('hub.example', { visibleBy: ['acme'], associations }))
    const after = await told(lists)
    expect(after[0]).toEqual(before[0])
    const alerts = await member.alerts(lists[1]?.id ?? '')
    const linked = alerts.filter(({ event }) => event === 'linked')
    expect(linked.map(({ related }) => related)).toEqual([
      [entityId('domain', 'spoke.example')],
      [entityId('domain', 'spoke.example')],
    ])
  })

  it('by the groups that the owner has at that moment', async () => {
    const mover = await createWatchClient(server, ['acme', 'public'])
    const { id } = await mover.watch([{ type: 'domain', events: ['created'] }])
    await member.report(domain('one.example', { visibleBy: ['acme'] }))
    expect(await mover.alerts(id)).toHaveLength(1)
    await setGroups(mover, ['public'])
    await member.report(domain('two.example', { visibleBy: ['acme'] }))
    await member.report(domain('three.example', { visibleBy: ['public'] }))
    expect(summarize(await mover.alerts(id))).toEqual(['created three.example'])
    await setGroups(mover, ['acme', 'public'])
    expect(summarize(await mover.alerts(id))).toEqual([
      'created one.example',
      'created three.example',
    ])
  })

  it('nothing to an account that is disabled', async () => {
    const leaver = await createWatchClient(server)
    const { id } = await leaver.watch([{ value: 'left-company.example' }])
    await setUser(leaver, 'enabled = false')
    await member.report(domain('left-company.example', { visibleBy: ['public'] }))
    const text = 'SELECT id FROM alerts WHERE source_id = $1'
    expect(await server.store.query({ text }, [id])).toEqual([])
  })

  it("a stranger's watchlist and an unknown one answer alike", async () => {
    const { id } = await member.watch([{ tag: 'x' }])
    const unknown = '01890a5d-ac96-774b-bcce-b302099a8057'
    const body = { name: 'x', watches: [{ tag: 'x' }] }
    for (const [method, path] of [
      ['GET', ''],
      ['PUT', ''],
      ['DELETE', ''],
      ['GET', '/alerts'],
      ['POST', '/test'],
    ] as const) {
      const replies = []
      for (const place of [id, unknown, 'nonsense', id.toUpperCase()]) {
        const sent = method === 'PUT' ? body : undefined
        const reply = await both.send(method, `${watchlists}/${place}${path}`, sent)
        expectError(reply, 404)
        replies.push(reply.text.replace(/"error_id":"[^"]+"/, ''))
      }
      expect(new Set(replies).size).toBe(1)
    }
    expect((await member.send('GET', `${watchlists}/${id}`)).status).toBe(200)
    const listed = await both.send('GET', `${watchlists}?limit=1000`)
    expect(listed.text).not.toContain(id)
  })

  function setGroups(client: WatchClient, groups: readonly string[]) {
    return setUser(client, `groups = '{${groups.join()}}'`)
  }

  /** The identity of a caller is remembered for a second. */
  async function setUser({ headers }: WatchClient, change: string): Promise<void> {
    const text = `UPDATE users SET ${change}
      WHERE id = (SELECT user_id FROM key_pairs WHERE api_key = $1)`
    await server.store.query({ text }, [headers['api-key']])
    await new Promise((resolve) => setTimeout(resolve, 1_200))
  }
})
