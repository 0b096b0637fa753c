import { expect, it } from 'vitest'
import { createClient } from '../entities/client.ts'
import { runProgram } from '../harness/run-program.ts'
import { startHarness } from '../harness/start-harness.ts'

const command = ['apps/cli/bin/windvane.mjs', 'feeds', 'build']

it('windvane feeds build has them built now, for an administrator', async () => {
  await using server = await startHarness({ worker: true })
  const client = await createClient(server)
  await client.report({ type: 'ip', attributes: { ip: '203.0.113.9' }, reputation: -3 })
  const run = async (role: 'admin' | 'user') => {
    const keys = await server.keys([role])
    return runProgram(command, {
      WINDVANE_URL: server.url,
      WINDVANE_API_KEY: keys['api-key'],
      WINDVANE_API_SECRET: keys['api-secret'],
    })
  }
  expect((await run('user')).code).toBe(77)
  expect(await run('admin')).toEqual({ code: 0, out: 'The feeds are being built.\n', err: '' })
  await expect
    .poll(async () => (await server.request('/api/feeds/v1/list')).json)
    .toContainEqual({ name: 'ip', type: 'accumulative', accuracy: 'level1' })
})

it('feeds come by themselves soon after the first malicious report', async () => {
  await using server = await startHarness({ worker: true, config: { feedsIntervalMs: 1_000 } })
  const client = await createClient(server)
  await client.report({ type: 'ip', attributes: { ip: '203.0.113.9' }, reputation: -3 })
  await expect
    .poll(async () => (await server.request('/api/feeds/v1/list')).json, { timeout: 20_000 })
    .toHaveLength(2)
})
