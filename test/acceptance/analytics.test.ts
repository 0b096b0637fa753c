import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Client, createClient } from '../entities/client.ts'
import { expectError, expectSuccess } from '../harness/expect-error.ts'
import { type Harness, type HarnessReply, startHarness } from '../harness/start-harness.ts'

type Bucket = { readonly key: unknown; readonly count: number }

const base = '/api/analytics/v1'
const today = `${new Date().toISOString().slice(0, 10)}T00:00:00Z`

let server: Harness
let reporter: Client
let member: Client

beforeAll(async () => {
  server = await startHarness()
  reporter = await createClient(server)
  member = await createClient(server, ['user', 'reporter'], ['public', 'a'])
  const place = { country: 'Chile', asn: 64500, aso: 'Red Uno' }
  await reporter.report({
    type: 'ip',
    attributes: { ip: '9.9.0.1', ...place },
    reputation: -3,
    tags: ['c2', 'bot'],
  })
  await reporter.report({
    type: 'ip',
    attributes: { ip: '9.9.0.2', ...place, country: 'Peru' },
    reputation: 2,
    tags: ['c2'],
  })
  await reporter.report({ type: 'domain', attributes: { domain: 'one.example.com' } })
  const hidden = { reputation: -2, tags: ['secret'], visibleBy: ['a'] }
  const attributes = { ip: '9.9.0.3', country: 'Kenya', asn: 64999, aso: 'Hidden' }
  await member.report({ type: 'ip', attributes, ...hidden })
  // Known to all as good, to the members as bad.
  await member.report({ type: 'ip', attributes: { ip: '9.9.0.2' }, ...hidden })
})

afterAll(() => server[Symbol.asyncDispose]())

/** The body of a 200; the shape is what the cases check. */
function bodyOf(reply: HarnessReply): Readonly<Record<string, unknown>> {
  expectSuccess(reply, 200)
  return reply.json as Readonly<Record<string, unknown>>
}

describe('overview', () => {
  it('case 99: counts what the caller sees', async () => {
    const overview = bodyOf(await reporter.get(`${base}/overview`))
    expect(overview).toMatchObject({
      total_entities: 3,
      malicious_count: 1,
      malicious_share: 1 / 3,
      tracked_types: 2,
      by_type: [
        { key: 'ip', count: 2 },
        { key: 'domain', count: 1 },
      ],
      by_reputation: [
        { key: '-3', count: 1 },
        { key: '0', count: 1 },
        { key: '2', count: 1 },
      ],
      by_accuracy: [{ key: '1', count: 3 }],
      top_tags: [
        { key: 'c2', count: 2 },
        { key: 'bot', count: 1 },
      ],
      window: { days: 30 },
    })
    const timeline = overview['timeline'] as readonly { timestamp: string; count: number }[]
    expect(timeline).toHaveLength(30)
    expect(timeline.at(-1)).toEqual({ timestamp: today, count: 3 })
    expect(timeline.slice(0, -1).every(({ count }) => count === 0)).toBe(true)
  })

  it('members see their own view of each entity, and theirs alone', async () => {
    expect(bodyOf(await member.get(`${base}/overview?days=1`))).toMatchObject({
      total_entities: 4,
      malicious_count: 2,
      by_type: [
        { key: 'ip', count: 3 },
        { key: 'domain', count: 1 },
      ],
      by_reputation: [
        { key: '0', count: 2 },
        { key: '-2', count: 1 },
        { key: '-3', count: 1 },
      ],
      top_tags: [
        { key: 'c2', count: 2 },
        { key: 'secret', count: 2 },
        { key: 'bot', count: 1 },
      ],
      timeline: [{ timestamp: today, count: 4 }],
      window: { days: 1 },
    })
  })

  it.each(['days=-1', 'days=0', 'days=366', 'days=1000000', 'days=NaN', 'days=', 'days=1.5'])(
    'G17: %s is refused',
    async (query) => void expectError(await reporter.get(`${base}/overview?${query}`), 400),
  )

  it('G17: the longest window is a year', async () => {
    const { timeline } = bodyOf(await reporter.get(`${base}/overview?days=365`))
    expect(timeline).toHaveLength(365)
  })
})

describe('recent', () => {
  it('case 100: lists malicious entities alone unless told otherwise', async () => {
    const recent = bodyOf(await reporter.get(`${base}/recent`))
    expect(recent['items']).toEqual([
      {
        id: expect.stringMatching(/^ip-[0-9a-f]{64}$/),
        type: 'ip',
        value: '9.9.0.1',
        reputation: -3,
        reputation_label: 'malicious',
        accuracy: 1,
        accuracy_label: 'low',
        tags: ['c2', 'bot'],
        first_seen: expect.stringMatching(/Z$/),
        last_seen: expect.stringMatching(/Z$/),
      },
    ])
    const { hours, since } = recent['window'] as { hours: number; since: string }
    expect(hours).toBe(24)
    expect(Math.abs(Date.now() - 24 * 3_600_000 - Date.parse(since))).toBeLessThan(60_000)
    const all = bodyOf(await reporter.get(`${base}/recent?malicious_only=false`))
    const values = (all['items'] as readonly { value: unknown }[]).map(({ value }) => value)
    expect(values).toEqual(['one.example.com', '9.9.0.2', '9.9.0.1'])
    const two = bodyOf(await reporter.get(`${base}/recent?malicious_only=false&limit=2&hours=1`))
    expect(two).toMatchObject({ items: [{}, {}], window: { hours: 1 } })
  })

  it('leaves out what has not changed for longer', async () => {
    const { store } = server
    const text = `UPDATE entities SET updated_at = now() - $1::interval WHERE value = $2`
    await store.query({ text }, ['3 hours', 'one.example.com'])
    const list = async (hours: number) =>
      bodyOf(await reporter.get(`${base}/recent?malicious_only=false&hours=${hours}`))['items']
    expect(await list(2)).toHaveLength(2)
    expect(await list(4)).toHaveLength(3)
  })

  it('G17: parameters out of range are refused', async () => {
    const queries = ['hours=0', 'hours=8761', 'hours=x', 'limit=0', 'limit=1001', 'limit=-1']
    for (const query of [...queries, 'malicious_only=2', 'malicious_only=']) {
      expectError(await reporter.get(`${base}/recent?${query}`), 400)
    }
    expectSuccess(await reporter.get(`${base}/recent?hours=8760&limit=1000`), 200)
  })
})

describe('attribution', () => {
  it('case 101: counts malicious entities by country and operator, keys as strings', async () => {
    expect(bodyOf(await reporter.get(`${base}/attribution`))).toEqual({
      by_country: [{ key: 'Chile', count: 1 }],
      by_asn: [{ key: '64500', count: 1 }],
      by_aso: [{ key: 'red uno', count: 1 }],
      malicious_only: true,
    })
    const all = bodyOf(await reporter.get(`${base}/attribution?malicious_only=false&size=1`))
    expect(all).toEqual({
      by_country: [{ key: 'Chile', count: 1 }],
      by_asn: [{ key: '64500', count: 2 }],
      by_aso: [{ key: 'red uno', count: 2 }],
      malicious_only: false,
    })
  })

  it('G19: keys of hidden rows are absent, and there for those who see them', async () => {
    for (const query of ['', '?malicious_only=false']) {
      const reply = await reporter.get(`${base}/attribution${query}`)
      expect(reply.text).not.toMatch(/kenya|64999|hidden/i)
    }
    const { by_country: countries } = bodyOf(await member.get(`${base}/attribution`))
    expect((countries as readonly Bucket[]).map(({ key }) => key)).toEqual(['Chile', 'Kenya'])
  })

  it('G17: parameters out of range are refused', async () => {
    for (const query of ['size=0', 'size=1001', 'size=x', 'size=1e2', 'malicious_only=yes']) {
      expectError(await reporter.get(`${base}/attribution?${query}`), 400)
    }
    expectSuccess(await reporter.get(`${base}/attribution?size=1000`), 200)
  })
})
