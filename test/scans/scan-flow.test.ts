import { entityId } from '@windvane/model'
import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { expectNothing, expectSuccess } from '../harness/expect-error.ts'
import {
  type Harness,
  type HarnessReply,
  type KeyHeaders,
  startHarness,
} from '../harness/start-harness.ts'
import { startReceiver } from './receiver.ts'
import { idOf } from './scan-replies.ts'
import { ports, scanPorts, startSshAndHttps, startTarpit } from './scan-targets.ts'

describe('a scan from request to results', () => {
  let server: Harness
  let reporter: KeyHeaders

  beforeAll(async () => {
    server = await startHarness({
      worker: true,
      config: { scanPrivate: 'on', scanPorts, scansOpen: 100 },
    })
    reporter = await server.keys(['user', 'reporter'])
  })

  afterAll(() => server[Symbol.asyncDispose]())

  function post(body: unknown, headers = reporter): Promise<HarnessReply> {
    return server.request('/api/ingest/v1/scan', { method: 'POST', headers, body })
  }

  async function statusOf(id: string, headers = reporter): Promise<ScanReply> {
    const { json } = await server.request(`/api/ingest/v1/scan/${id}`, { headers })
    return json as ScanReply
  }

  async function untilDone(id: string, headers = reporter): Promise<ScanReply> {
    await vi.waitFor(async () => expect((await statusOf(id, headers)).status).toBe('done'), waiting)
    return statusOf(id, headers)
  }

  it('case 15: answers with the status running while the worker scans', async () => {
    await using host = await startTarpit('127.0.0.15')
    const id = idOf(await post({ target: host.address }))
    await vi.waitFor(async () => {
      expect(await post({ target: host.address })).toMatchObject({
        status: 200,
        json: { id, status: 'running' },
      })
    }, waiting)
    await host[Symbol.asyncDispose]()
    await untilDone(id)
  })

  it('case 16: answers with the status done and the same id afterwards', async () => {
    const id = idOf(await post({ target: '127.0.0.16' }))
    expect((await untilDone(id)).message).toBe('0 open ports')
    expect(await post({ target: '127.0.0.16' })).toMatchObject({
      status: 200,
      json: { id, status: 'done' },
    })
  })

  it('case 21: calls back once, with the caller’s header, when the scan is done', async () => {
    await using receiver = await startReceiver()
    const secret = await server.request('/api/ingest/v1/webhook/secret', { headers: reporter })
    const reply = await post({
      target: '127.0.0.21',
      webhook: {
        url: receiver.url,
        headers: [{ key: 'Authorization', value: 'Bearer your-token' }],
      },
    })
    expect(reply.status).toBe(202)
    const id = idOf(reply)
    await vi.waitFor(() => expect(receiver.messages).toHaveLength(1), waiting)
    const [message] = receiver.messages
    expect(message?.headers).toMatchObject({
      authorization: 'Bearer your-token',
      'content-type': 'application/json',
    })
    expect(message?.body).toBe(
      `{"id":"${id}","status":"done","target":"127.0.0.21","taskId":"${id}"}`,
    )
    const verifier = new Webhook((secret.json as { readonly secret: string }).secret)
    expect(verifier.verify(message?.body ?? '', signatureOf(message?.headers))).toMatchObject({
      id,
    })
    expect((await statusOf(id)).status).toBe('done')
    await vi.waitFor(async () => {
      expect(await deliveriesOf(id)).toEqual([
        expect.objectContaining({
          state: 'delivered',
          url: receiver.url,
          attempts: [expect.objectContaining({ attempt: 1, outcome: '2xx' })],
        }),
      ])
    }, waiting)
    expect(JSON.stringify(await deliveriesOf(id))).not.toContain('your-token')
    expect(receiver.messages).toHaveLength(1)
  })

  it('a webhook posted on a finished scan fires at once', async () => {
    await using receiver = await startReceiver()
    const id = idOf(await post({ target: '127.0.0.22' }))
    await untilDone(id)
    const reply = await post({ target: '127.0.0.22', webhook: { url: receiver.url } })
    expect(reply).toMatchObject({ status: 200, json: { id, status: 'done' } })
    await vi.waitFor(() => expect(receiver.messages).toHaveLength(1), waiting)
    expect(JSON.parse(receiver.messages[0]?.body ?? '')).toMatchObject({ id, status: 'done' })
  })

  it('C51: each webhook added to a running scan is delivered once', async () => {
    await using host = await startTarpit('127.0.0.51')
    await using receiver = await startReceiver()
    const paths = Array.from({ length: 20 }, (_, index) => `${receiver.url}/${index}`)
    const replies = await Promise.all(
      paths.map((url) => post({ target: host.address, webhook: { url } })),
    )
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(19)
    await host[Symbol.asyncDispose]()
    const received = (): readonly string[] => receiver.messages.map(({ path }) => path).sort()
    const expected = paths.map((url) => new URL(url).pathname).sort()
    await vi.waitFor(() => expect(received()).toEqual(expected), { timeout: 60_000, interval: 100 })
  }, 90_000)

  it('case 32: a webhook that cannot be delivered does not hold up the scan', async () => {
    const receiver = await startReceiver()
    await receiver[Symbol.asyncDispose]()
    const id = idOf(await post({ target: '127.0.0.32', webhook: { url: receiver.url } }))
    await untilDone(id)
    await vi.waitFor(async () => {
      expect(await deliveriesOf(id)).toEqual([
        expect.objectContaining({
          state: 'due',
          attempts: [expect.objectContaining({ outcome: 'no answer' })],
        }),
      ])
    }, waiting)
    expect((await statusOf(id)).status).toBe('done')
  })

  it('case 33: the results of a host with ssh and https are in details and relations', async () => {
    await using host = await startSshAndHttps('127.0.0.33')
    const id = idOf(await post({ target: host.address }))
    expect((await untilDone(id)).message).toMatch(/^2 open ports/)
    const entity = `/api/analytics/v1/entity/${entityId('ip', host.address)}`
    const details = await server.request(`${entity}/details`, { headers: reporter })
    expect(details).toMatchObject({
      status: 200,
      json: { attributes: { type: 'ip', value: host.address } },
    })
    const relations = await server.request(`${entity}/relations?limit=100`, { headers: reporter })
    const edges = edgesOf(relations)
    const of = (start: string): readonly string[] => edges.filter((edge) => edge.startsWith(start))
    const [ssh, https] = [`${ports.ssh}/tcp`, `${ports.https}/tcp`]
    expect(edges).toContain(`ip ${host.address} > port ${ssh}`)
    expect(edges).toContain(`ip ${host.address} > port ${https}`)
    expect(edges).toContain(`port ${ssh} > service ${host.address}:${ssh}`)
    expect(edges).toContain(`port ${https} > service ${host.address}:${https}`)
    expect(of(`ip ${host.address} > certificate-fingerprint `)).toHaveLength(1)
    expect(of(`service ${host.address}:${https} > certificate-fingerprint `)).toHaveLength(1)
    expect(of(`service ${host.address}:${ssh} > banner SSH-2.0-OpenSSH_9.2p1`)).toHaveLength(1)
    expect(of(`service ${host.address}:${https} > banner `)).toHaveLength(1)
    const named = /^certificate-fingerprint [0-9a-f]{64} > hostname www\.example\.com$/
    expect(edges.filter((edge) => named.test(edge))).toHaveLength(1)
  })

  it('case 34: the results are invisible to the users of other groups', async () => {
    const members = await server.keys(['user', 'reporter'], ['public', 'org:case34'])
    await using host = await startSshAndHttps('127.0.0.34')
    const id = idOf(await post({ target: host.address }, members))
    await untilDone(id, members)
    const search = (headers: KeyHeaders): Promise<HarnessReply> =>
      server.request('/api/search/v1/entities/simple', {
        method: 'POST',
        headers,
        body: { query: host.address },
      })
    expect(await search(members)).toMatchObject({ status: 200 })
    expectNothing(await search(reporter))
    const entity = entityId('ip', host.address)
    for (const path of [`search/v1/entity/${entity}`, `analytics/v1/entity/${entity}/details`]) {
      expectSuccess(await server.request(`/api/${path}`, { headers: members }), 200)
      expectNothing(await server.request(`/api/${path}`, { headers: reporter }))
    }
    expect((await server.request(`/api/ingest/v1/scan/${id}`, { headers: reporter })).status).toBe(
      404,
    )
  })

  async function deliveriesOf(id: string): Promise<unknown> {
    const path = `/api/ingest/v1/scan/${id}/webhooks`
    const { json } = await server.request(path, { headers: reporter })
    return (json as { readonly webhooks: unknown }).webhooks
  }
})

/** How long the tests wait for what they wait for. */
const waiting = { timeout: 25_000, interval: 50 }

type ScanReply = { readonly status: string; readonly message: string }

function signatureOf(headers: Record<string, unknown> = {}): Record<string, string> {
  return Object.fromEntries(
    ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) => [
      name,
      String(headers[name]),
    ]),
  )
}

/** The edges of a graph, readable: `type value > type value`. */
function edgesOf({ json }: HarnessReply): readonly string[] {
  // The members of the reply of the relations route that are read here.
  const { nodes, relations } = json as {
    readonly nodes: readonly {
      readonly id: string
      readonly type: string
      readonly value: string
    }[]
    readonly relations: readonly { readonly source: string; readonly target: string }[]
  }
  const names = new Map(nodes.map(({ id, type, value }) => [id, `${type} ${value}`]))
  return relations.map(({ source, target }) => `${names.get(source)} > ${names.get(target)}`)
}
