import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { runProgram } from '../harness/run-program.ts'
import { type Harness, type KeyHeaders, startHarness } from '../harness/start-harness.ts'
import { startReceiver } from '../scans/receiver.ts'
import { receive, toAlert, waiting } from '../watchlists/watch-client.ts'

const launcher = 'apps/cli/bin/windvane.mjs'

describe('windvane watch', () => {
  let server: Harness
  let keys: KeyHeaders
  let variables: Record<string, string>

  beforeAll(async () => {
    server = await startHarness({ worker: true, config: { scanPrivate: 'on' } })
    keys = await server.keys()
    variables = {
      WINDVANE_URL: server.url,
      WINDVANE_API_KEY: keys['api-key'],
      WINDVANE_API_SECRET: keys['api-secret'],
      NO_COLOR: '1',
    }
  })

  afterAll(() => server[Symbol.asyncDispose]())

  function watch(...words: readonly string[]) {
    return runProgram([launcher, 'watch', ...words], variables)
  }

  function report(body: unknown) {
    const path = '/api/ingest/v1/entity'
    return server.request(path, { method: 'POST', headers: keys, body })
  }

  it('adds, lists, tells and removes', async () => {
    await using receiver = await startReceiver()
    expect(await watch('list')).toMatchObject({ code: 1, out: 'There is no watchlist.\n' })
    const added = await watch('add', 'evil[.]example', '203.0.113.0/24', '--webhook', receiver.url)
    expect(added).toMatchObject({ code: 0, err: '' })
    expect(added.out).toMatch(/^default \([0-9a-f-]{36}\): 2 watched, alerts to http:/)
    const more = await watch('add', '--tag', 'c2,rat', '--worst', '-2', '--json')
    expect(JSON.parse(more.out)).toMatchObject({
      name: 'default',
      watches: [
        { value: 'evil.example' },
        { cidr: '203.0.113.0/24' },
        { tag: 'c2', worstReputation: -2 },
        { tag: 'rat', worstReputation: -2 },
      ],
      webhook: { url: receiver.url },
    })
    const listed = await watch('list')
    expect(listed.out.split('\n').slice(0, 4)).toEqual([
      expect.stringMatching(/^WATCHLIST +WATCHES +ONLY IF +EVENTS +WEBHOOK$/),
      expect.stringMatching(/^default +value +evil\.example +created tagged reputation +127/),
      expect.stringMatching(/^default +cidr +203\.0\.113\.0\/24 /),
      expect.stringMatching(/^default +tag +c2 +worst <= -2 /),
    ])
    expect((await watch('alerts')).out).toBe('There is no alert.\n')
    const domain = { type: 'domain', attributes: { domain: 'evil.example' } }
    await report({ ...domain, reputation: 1 })
    await report({ ...domain, reputation: -3 })
    expect(
      (await receive(receiver, 2)).map((message) => toAlert(message).event).toSorted(),
    ).toEqual(['created', 'reputation'])
    await vi.waitFor(async () => {
      const { out } = await watch('alerts', 'default')
      expect(out.trimEnd().split('\n')).toEqual([
        expect.stringMatching(/^TIME +WATCHLIST +EVENT +TYPE +VALUE +REPUTATION +DELIVERY$/),
        expect.stringMatching(/ default +reputation +domain +evil\.example +1 -> -3 +delivered$/),
        expect.stringMatching(/ default +created +domain +evil\.example +1 +delivered$/),
      ])
    }, waiting)
    const { out } = await watch('alerts', '--limit', '1', '--json')
    expect(JSON.parse(out)).toMatchObject([{ event: 'reputation', previous: { reputation: 1 } }])
    expect(await watch('remove', 'default')).toMatchObject({ code: 0, out: 'Deleted default\n' })
    expect(await watch('remove', 'default')).toMatchObject({
      code: 1,
      err: 'windvane: There is no watchlist "default"\n',
    })
  }, 60_000)

  it('wants the id where several watchlists have one name', async () => {
    const path = '/api/search/v1/watchlists'
    const body = { name: 'twin', watches: [{ tag: 'c2' }] }
    const ids: string[] = []
    for (const _ of [1, 2]) {
      const made = await server.request(path, { method: 'POST', headers: keys, body })
      ids.push((made.json as { readonly id: string }).id)
    }
    for (const words of [
      ['remove', 'twin'],
      ['alerts', 'twin'],
      ['add', 'x', '--name', 'twin'],
    ]) {
      const result = await watch(...words)
      expect(result).toMatchObject({ code: 64, out: '' })
      expect(result.err).toContain('There are 2 watchlists "twin": name one by its id, ')
      for (const id of ids) expect(result.err).toContain(id)
    }
    const [first = '', second = ''] = ids
    const added = await watch('add', 'x', '--name', first, '--json')
    expect(JSON.parse(added.out)).toMatchObject({ id: first, name: 'twin' })
    expect(await watch('remove', second)).toMatchObject({ code: 0, out: 'Deleted twin\n' })
    expect(await watch('remove', 'twin')).toMatchObject({ code: 0, out: 'Deleted twin\n' })
    expect(await watch('list')).toMatchObject({ code: 1 })
  }, 60_000)

  it('says what it cannot do', async () => {
    for (const [words, code, message] of [
      [['add'], 64, 'nothing to watch'],
      [['add', 'x', '--reputation', '7'], 64, 'must be -3 to 3'],
      [['add', 'x', '--events', 'all'], 64, 'must be of created, tagged'],
      [['add', 'x', '--webhook', 'ftp://x'], 64, 'invalid webhook'],
      [['add', '--type', 'no-such-type'], 64, 'unknown type'],
      [['alerts', 'nowhere'], 1, 'There is no watchlist'],
    ] as const) {
      const result = await watch(...words)
      expect(result).toMatchObject({ code, out: '' })
      expect(result.err).toContain(message)
    }
  }, 60_000)
})
