import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { expectError, expectSuccess } from '../harness/expect-error.ts'
import { type Harness, type KeyHeaders, startHarness } from '../harness/start-harness.ts'
import { getTicket, openLive, refusedUpgrade } from '../live/live-reader.ts'

const waiting = { timeout: 10_000, interval: 20 }

let server: Harness
let keys: KeyHeaders

beforeAll(async () => {
  server = await startHarness()
  keys = await server.keys()
})

afterAll(() => server[Symbol.asyncDispose]())

async function report(headers: KeyHeaders, body: unknown): Promise<void> {
  const options = { method: 'POST', headers, body }
  expectSuccess(await server.request('/api/ingest/v1/entity', options), 202)
}

describe('the live feed', () => {
  it('case 102: a ticket opens it once, and a malicious address is told as created and malicious', async () => {
    const ticket = await getTicket(server, keys)
    await using reader = await openLive(server, { keys, ticket })
    const attributes = { ip: '203.0.113.66' }
    await report(keys, { type: 'ip', attributes, reputation: -3, tags: ['c2'] })
    await vi.waitFor(() => expect(reader.frames).toHaveLength(2), waiting)
    const frame = {
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      entity_id: expect.stringMatching(/^ip-[0-9a-f]{64}$/),
      entity_type: 'ip',
      value: '203.0.113.66',
      reputation: -3,
      tags: ['c2'],
    }
    expect(reader.frames).toEqual([
      { type: 'entity.created', ...frame },
      { type: 'entity.malicious', ...frame },
    ])
    expect(JSON.stringify(reader.frames)).not.toMatch(/visible/i)
    expectError(await refusedUpgrade(server, ticket), 401)
  })

  it('case 103: an event of a foreign group is not delivered', async () => {
    const foreign = await server.keys(['user', 'reporter'], ['public', 'g2'])
    await using stranger = await openLive(server, { keys })
    await using member = await openLive(server, { keys: foreign })
    const hidden = { type: 'ip', attributes: { ip: '203.0.113.67' }, reputation: -3 }
    await report(foreign, { ...hidden, visibleBy: ['g2'] })
    await report(keys, { type: 'ip', attributes: { ip: '203.0.113.68' } })
    await vi.waitFor(() => expect(member.frames).toHaveLength(3), waiting)
    expect(member.frames.map(({ value }) => value)).toEqual([
      '203.0.113.67',
      '203.0.113.67',
      '203.0.113.68',
    ])
    await vi.waitFor(() => expect(stranger.frames).toHaveLength(1), waiting)
    expect(stranger.frames[0]).toMatchObject({ type: 'entity.created', value: '203.0.113.68' })
  })
})
