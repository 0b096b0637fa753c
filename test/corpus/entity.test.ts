import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectError, expectSuccess } from '../harness/expect-error.ts'
import { type Harness, startHarness } from '../harness/start-harness.ts'
import { type Client, countHistory, createClient } from '../entities/client.ts'

let server: Harness
let reporter: Client

beforeAll(async () => {
  server = await startHarness({ config: { scanPrivate: 'off' } })
  reporter = await createClient(server)
})

afterAll(() => server[Symbol.asyncDispose]())

async function refuse(body: unknown, status = 400) {
  return expectError(await reporter.report(body), status)
}

async function take(body: unknown) {
  const reply = await reporter.report(body)
  expectSuccess(reply, 202)
}

function attributes(type: string, value: unknown) {
  return { type, attributes: { [type]: value } }
}

function nest(depth: number): unknown {
  let body: unknown = attributes('domain', `depth-${depth}.example.com`)
  for (let level = depth - 1; level >= 0; level -= 1) {
    body = { ...attributes('domain', `depth-${level}.example.com`), associations: [body] }
  }
  return body
}

describe('entities', () => {
  it('D1: types that do not exist', async () => {
    for (const type of ['', 'nope', '__proto__', 'constructor', 'IP']) {
      const { message } = await refuse({ type, attributes: { ip: '8.8.8.8' } })
      expect(message).toContain('unknown type')
    }
    await refuse({ attributes: { ip: '8.8.8.8' } })
    await refuse({ type: 1, attributes: { ip: '8.8.8.8' } })
  })

  it('D3: no main attribute', async () => {
    const bodies = [
      { type: 'ip' },
      { type: 'ip', attributes: {} },
      attributes('ip', null),
      attributes('ip', ''),
      attributes('ip', '   '),
      { type: 'ip', value: '8.8.8.8' },
    ]
    for (const body of bodies) {
      expect(await refuse(body)).toMatchObject({ message: 'value cannot be empty', param: 'ip' })
    }
  })

  it('D5: domains', async () => {
    await take(attributes('domain', 'EXAMPLE.com'))
    expect(await reporter.lookUp('domain', 'example.com')).toMatchObject({
      attributes: { domain: 'example.com' },
    })
    await refuse(attributes('domain', 'example.com.'))
    await refuse(attributes('domain', 'a_b.com'))
  })

  it('D7: digests', async () => {
    await refuse(attributes('md5', 'a'.repeat(31)))
    await refuse(attributes('md5', 'a'.repeat(33)))
    await refuse(attributes('sha256', 'a'.repeat(63)))
    await refuse(attributes('sha256', 'a'.repeat(65)))
    await refuse(attributes('md5', ` ${'a'.repeat(32)}`))
    await take(attributes('md5', 'A'.repeat(32)))
    expect(await reporter.lookUp('md5', 'a'.repeat(32))).toBeDefined()
  })

  it('D9: networks', async () => {
    for (const cidr of ['8.8.8.8/33', '8.8.8.8/-1', '10.0.0.0/8', '::/0']) {
      await refuse(attributes('cidr', cidr))
    }
    await take(attributes('cidr', '8.8.8.8/24'))
    expect(await reporter.lookUp('cidr', '8.8.8.0/24')).toBeDefined()
  })

  it('D11: dates that do not exist', async () => {
    for (const date of ['2022-02-30', '0000-00-00', '+012022-01-01']) {
      await refuse(attributes('breach-date', date))
    }
    await refuse(attributes('last-analysis', '2022-01-01T00:00:00'))
  })

  it('D13: numbers', async () => {
    await refuse(attributes('size-in-bytes', 'NaN'))
    await refuse(attributes('size-in-bytes', '1e309'))
    const rawBody = '{"type":"size-in-bytes","attributes":{"size-in-bytes":1e309}}'
    const headers = await server.keys()
    const overflow = { method: 'POST', headers, rawBody }
    expectError(await server.request('/api/ingest/v1/entity', overflow), 400)
    await take(attributes('size-in-bytes', '1048576'))
    expect(await reporter.lookUp('size-in-bytes', 1_048_576)).toMatchObject({
      id: 'size-in-bytes-8bb18752a7855aeb261265f09fd94999fe6d1c2eb493e0c44a80fad158cef2d4',
      attributes: { 'size-in-bytes': 1_048_576 },
    })
  })

  it('D15: patterns are kept as text and never run', async () => {
    await take(attributes('filename-pattern', '(a+)+$'))
    await refuse(attributes('filename-pattern', '(?=x)'))
    await refuse(attributes('filename-pattern', '['))
    await refuse(attributes('filename-pattern', 'a'.repeat(65_536)))
    const reply = await reporter.report(attributes('filename-pattern', '(x{1,50}){1,50}'))
    expect([202, 400]).toContain(reply.status)
  })

  it('D17: attributes of unknown names are dropped', async () => {
    const names = ['nope', 'a.b', '$where', 'ip.keyword', 'x'.repeat(1_024)]
    const unknown = Object.fromEntries(names.map((name) => [name, { deep: [1] }]))
    await take({ type: 'ip', attributes: { ...unknown, ip: '9.1.0.1' } })
    expect((await reporter.lookUp('ip', '9.1.0.1'))?.attributes).toEqual({ ip: '9.1.0.1' })
  })

  it('D19: associations nested too deep', async () => {
    await take(nest(5))
    await refuse(nest(6))
    const deep = 6_000
    const child = '{"type":"ip","attributes":{"ip":"8.8.8.8"},"associations":['
    const rawBody = child.repeat(deep) + ']}'.repeat(deep)
    const headers = await server.keys()
    const path = '/api/ingest/v1/entity'
    const reply = await server.request(path, { method: 'POST', headers, rawBody })
    expectError(reply, 400)
  })

  it('a report makes at most a thousand entities', async () => {
    const associations = Array.from({ length: 1_000 }, (_, index) =>
      attributes('domain', `many-${index}.example.com`),
    )
    const { message } = await refuse({ ...attributes('ip', '9.1.0.2'), associations })
    expect(message).toContain('1000 entities')
    await take({ ...attributes('ip', '9.1.0.2'), associations: associations.slice(1) })
  })

  it('D21: modes', async () => {
    const child = attributes('domain', 'mode.example.com')
    for (const mode of ['x', 1]) {
      await refuse({ ...attributes('ip', '9.1.0.3'), associations: [{ ...child, mode }] })
    }
    await take({ ...attributes('ip', '9.1.0.3'), associations: [child] })
  })

  it('D23: one wrong child refuses everything', async () => {
    await refuse({
      ...attributes('domain', 'parent.example.com'),
      associations: [attributes('domain', 'first.example.com'), attributes('ip', 'x')],
    })
    expect(await reporter.lookUp('domain', 'parent.example.com')).toBeUndefined()
    expect(await reporter.lookUp('domain', 'first.example.com')).toBeUndefined()
  })

  it('D25: correlations', async () => {
    const body = { type: 'domain', attributes: { domain: 'cor.example.com', ip: '9.1.0.4' } }
    await refuse({ ...body, correlate: ['nope'] })
    await refuse({ ...body, correlate: Array.from({ length: 51 }, () => 'ip') })
    await refuse({ ...body, correlate: 'ip' })
    await take({ ...body, correlate: ['ip', 'ip', 'md5'] })
    const ip = await reporter.lookUp('ip', '9.1.0.4')
    expect(await reporter.related(String(ip?.id))).toHaveLength(1)
    expect(await countHistory(server, String(ip?.id))).toBe(1)
  })

  it('D27: groups of others', async () => {
    const body = attributes('domain', 'foreign.example.com')
    await refuse({ ...body, visibleBy: ['secret'] }, 403)
    await refuse({ ...body, visibleBy: ['public', 'secret'] }, 403)
    const child = { ...attributes('domain', 'child.example.com'), visibleBy: ['secret'] }
    await refuse({ ...body, associations: [child] }, 403)
    expect(await reporter.lookUp('domain', 'foreign.example.com')).toBeUndefined()
  })

  it('D29: the same body a hundred times at once', async () => {
    const body = {
      ...attributes('ip', '9.1.0.5'),
      reputation: -2,
      associations: [attributes('domain', 'crowd.example.com'), attributes('port', '443/tcp')],
    }
    const replies = await Promise.all(Array.from({ length: 100 }, () => reporter.report(body)))
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([202]))
    const ip = await reporter.lookUp('ip', '9.1.0.5')
    expect(ip).toMatchObject({ reputation: -2, accuracy: 1 })
    expect(await countHistory(server, String(ip?.id))).toBe(100)
    expect(await reporter.related(String(ip?.id))).toHaveLength(2)
  })

  it('D31: a line break cannot smuggle in a second value', async () => {
    await refuse(attributes('ip', '1.2.3.4\n8.8.8.8'))
    await take(attributes('text', '1.2.3.4\n8.8.8.8'))
    expect(await reporter.lookUp('ip', '1.2.3.4')).toBeUndefined()
  })

  it('D45: a body over one MiB', async () => {
    await refuse(attributes('text', 'x'.repeat(1_048_577)), 413)
  })
})

describe('well-known', () => {
  it('D33: not by reporters, and never negative', async () => {
    const body = { ...attributes('domain', 'known.example.com'), reputation: -3 }
    expectError(await reporter.post('/api/ingest/v1/well-known', body), 403)
    const trusted = await createClient(server, ['user', 'trusted'])
    expectSuccess(await trusted.post('/api/ingest/v1/well-known', body), 202)
    expect(await reporter.lookUp('domain', 'known.example.com')).toMatchObject({
      wellKnown: true,
      reputation: 0,
      worstReputation: 0,
    })
  })
})

it('D43: an account that may only read writes nowhere', async () => {
  const client = await createClient(server, ['user'])
  for (const route of ['entity', 'association', 'comment', 'well-known']) {
    expectError(await client.post(`/api/ingest/v1/${route}`, attributes('ip', '8.8.8.8')), 403)
  }
  expectError(await client.post('/api/ingest/v1/scan', { target: '203.0.113.43' }), 403)
  expectError(await client.get('/api/ingest/v1/definitions'), 403)
})
