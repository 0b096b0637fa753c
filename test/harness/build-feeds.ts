import { expect, vi } from 'vitest'
import { type Harness } from './start-harness.ts'

/** Has the worker build the feeds and waits until it has: what is left is the job of the next time. */
export async function buildFeeds(server: Harness): Promise<void> {
  const headers = await server.keys(['admin'])
  await server.request('/api/feeds/v1/build', { method: 'POST', headers })
  await vi.waitFor(async () => {
    const jobs = await server.store.query<{ readonly waits: boolean }>({
      text: `SELECT run_at > now() AND lease_until IS NULL AS waits FROM jobs
        WHERE kind = 'build-feeds'`,
    })
    expect(jobs).toEqual([{ waits: true }])
  }, 20_000)
}
