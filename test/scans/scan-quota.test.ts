import { describe, expect, it } from 'vitest'
import { type HarnessReply, startHarness } from '../harness/start-harness.ts'
import { expectError } from '../harness/expect-error.ts'

// Each test boots a server of its own.
describe('quotas of scans', { timeout: 60_000 }, () => {
  it('C53: refuses the 61st new task of an hour, and the one above 10 unfinished', async () => {
    await using server = await startHarness({ config: { scansOpen: 3, scansPerHour: 5 } })
    const headers = await server.keys(['reporter'])
    const post = (target: string, as = headers): Promise<HarnessReply> =>
      server.request('/api/ingest/v1/scan', { method: 'POST', headers: as, body: { target } })

    for (const end of [1, 2, 3]) expect((await post(`203.0.113.${end}`)).status).toBe(202)
    expectLimited(await post('203.0.113.4'), 429)
    await server.store.query({ text: `UPDATE scans SET status = 'done', finished_at = now()` })
    for (const end of [4, 5]) expect((await post(`203.0.113.${end}`)).status).toBe(202)
    const limited = await post('203.0.113.6')
    expectLimited(limited, 429)
    expect(Number(limited.headers.get('retry-after'))).toBeGreaterThan(3_500)
    expect((await post('203.0.113.1')).status).toBe(200)
    expect((await post('203.0.113.6', await server.keys(['reporter'], ['public']))).status).toBe(
      202,
    )
  })

  it('counts parallel requests exactly', async () => {
    await using server = await startHarness({ config: { scansOpen: 5 } })
    const headers = await server.keys(['reporter'])
    const replies = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        server.request('/api/ingest/v1/scan', {
          method: 'POST',
          headers,
          body: { target: `203.0.113.${index + 1}` },
        }),
      ),
    )
    expect(replies.filter(({ status }) => status === 202)).toHaveLength(5)
    expect(replies.filter(({ status }) => status === 429)).toHaveLength(15)
  })

  it('C53: refuses new tasks when the queue is full', async () => {
    await using server = await startHarness({ config: { scanQueue: 2 } })
    const headers = await server.keys(['reporter'])
    const statuses: number[] = []
    for (const end of [1, 2, 3, 1]) {
      const body = { target: `203.0.113.${end}` }
      const reply = await server.request('/api/ingest/v1/scan', { method: 'POST', headers, body })
      if (reply.status === 503) expectLimited(reply, 503)
      statuses.push(reply.status)
    }
    expect(statuses).toEqual([202, 202, 503, 200])
  })
})

function expectLimited(reply: HarnessReply, status: number): void {
  expectError(reply, status)
  expect(reply.headers.get('retry-after')).toMatch(/^[1-9]\d*$/)
}
