import { expect, it, vi } from 'vitest'
import { startHarness } from '../harness/start-harness.ts'
import { startReceiver } from '../scans/receiver.ts'
import { createWatchClient, receive, summarize, waiting } from './watch-client.ts'

it('alerts go with their messages when they are older than ALERT_RETENTION, again and again', async () => {
  const config = { scanPrivate: 'on', alertRetentionMs: 2 * 86_400_000 } as const
  await using server = await startHarness({ worker: true, config })
  await using receiver = await startReceiver()
  const client = await createWatchClient(server)
  const { id } = await client.watch([{ type: 'malware' }], { webhook: { url: receiver.url } })
  const age = (hours: number) =>
    server.store.query(
      { text: `UPDATE alerts SET at = at - $2::int * interval '1 hour' WHERE source_id = $1` },
      [id, hours],
    )
  const prune = () =>
    server.store.query({ text: `UPDATE jobs SET run_at = now() WHERE kind = 'prune-alerts'` })
  for (const round of ['one', 'two']) {
    const name = `old-${round}`
    const before = receiver.messages.length
    await client.report({ type: 'malware', attributes: { malware: name } })
    await receive(receiver, before + 1)
    await age(47)
    await prune()
    await client.report({ type: 'malware', attributes: { malware: `new-${round}` } })
    expect(summarize(await client.alerts(id))).toContain(`created ${name}`)
    await age(2)
    await client.report({ type: 'malware', attributes: { malware: `last-${round}` } })
    await receive(receiver, before + 3)
    await prune()
    await vi.waitFor(async () => {
      expect(summarize(await client.alerts(id))).not.toContain(`created ${name}`)
    }, waiting)
    expect(summarize(await client.alerts(id))).toContain(`created last-${round}`)
  }
  const text =
    'SELECT id FROM webhooks WHERE alert_id IS NULL OR alert_id NOT IN (SELECT id FROM alerts)'
  expect(await server.store.query({ text })).toEqual([])
  expect(await server.context.queue.count('prune-alerts')).toBe(1)
})
