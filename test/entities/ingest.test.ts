import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectError, expectSuccess } from '../harness/expect-error.ts'
import { type Harness, startHarness } from '../harness/start-harness.ts'
import { type Client, countHistory, createClient } from './client.ts'

const acknowledged = { message: 'acknowledged' }

let server: Harness
let reporter: Client
let second: Client
let trusted: Client
let reader: Client

beforeAll(async () => {
  server = await startHarness()
  reporter = await createClient(server)
  second = await createClient(server)
  trusted = await createClient(server, ['user', 'reporter', 'trusted'])
  reader = await createClient(server, ['user'])
})

afterAll(() => server[Symbol.asyncDispose]())

describe('POST /entity', () => {
  it('case 55: takes the documented sample, which is found at once', async () => {
    const reply = await reporter.report({
      type: 'ip',
      attributes: { ip: '203.0.113.1', text: 'sample', value: 'Sample' },
      reputation: -1,
      tags: ['tag1', 'tag2'],
      visibleBy: ['public'],
    })
    expectSuccess(reply, 202)
    expect(reply.json).toEqual(acknowledged)
    expect(await reader.lookUp('ip', '203.0.113.1')).toMatchObject({
      id: 'ip-415aa538092a2aa03b575d1773eaedace2d809a5dd8bd551570c5990bec583c1',
      attributes: { ip: '203.0.113.1', text: 'sample', value: 'Sample' },
      reputation: -1,
      tags: ['tag1', 'tag2'],
      visibleBy: ['public'],
    })
  })

  it('case 56: refuses a report without its main attribute', async () => {
    const reply = await reporter.report({ type: 'ip', attributes: { text: 'x' } })
    expectError(reply, 400)
    expect(reply.headers.get('x-error')).toBe('value cannot be empty')
  })

  it('case 57: refuses an unknown type', async () => {
    expectError(await reporter.report({ type: 'nope', attributes: { nope: 'x' } }), 400)
  })

  it('case 58: does not take a value beside the attributes', async () => {
    expectError(await reporter.report({ type: 'ip', value: '8.8.8.8', attributes: {} }), 400)
  })

  it('case 59: refuses a reputation off the scale', async () => {
    for (const reputation of [4, -4, 1.5, 'x']) {
      const body = { type: 'ip', attributes: { ip: '8.8.8.8' }, reputation }
      expectError(await reporter.report(body), 400)
    }
  })

  it('case 60: stores numbers that arrive as text as numbers', async () => {
    for (const [ip, asn] of [
      ['9.0.0.1', '15169'],
      ['9.0.0.2', 15169],
    ]) {
      await reporter.report({ type: 'ip', attributes: { ip, asn } })
      expect((await reader.lookUp('ip', ip))?.attributes).toEqual({ ip, asn: 15169 })
    }
  })

  it('case 61: names the attribute of the wrong form', async () => {
    const reply = await reporter.report({ type: 'ip', attributes: { ip: '8.8.8.8', md5: 'zz' } })
    expectError(reply, 400)
    expect(reply.json).toMatchObject({ error: { param: 'md5' } })
  })

  it('case 62: drops an unknown attribute', async () => {
    const reply = await reporter.report({ type: 'ip', attributes: { ip: '9.0.0.3', foo: 'bar' } })
    expect(reply.status).toBe(202)
    expect((await reader.lookUp('ip', '9.0.0.3'))?.attributes).toEqual({ ip: '9.0.0.3' })
  })

  it('case 63: makes and links correlated attributes and associations', async () => {
    const md5 = '9e107d9d372bb6826bd81d3542a419d6'
    const sha1 = '2fd4e1c67a2d28fced849ee1bb76e7391b93eb12'
    const sha256 = 'd7a8fbb307d7809469ca9abcb0082e4f8d5651e46d3cdb762d02d0bf37c9e592'
    const file = '21a1610ce915d5d5a8ab5b1f5b6d6715cf4f4e3bc0c868352a175279b1881afe'
    const reply = await reporter.report({
      type: 'file',
      attributes: { file, md5, sha1, sha256, 'sha3-256': file },
      reputation: -3,
      tags: ['malware', 'common-file'],
      correlate: ['md5', 'sha1', 'sha256', 'sha3-256'],
      associations: [
        {
          mode: 'aggregation',
          type: 'malware',
          attributes: {
            malware: 'pdf dropper agent',
            'malware-family': 'pdf',
            'malware-type': 'dropper',
          },
          correlate: ['malware-family', 'malware-type'],
        },
      ],
    })
    expect(reply.status).toBe(202)
    const stored = await reader.lookUp('file', file)
    const parts = await reader.related(String(stored?.id))
    expect(parts.map((part) => part.type).sort()).toEqual([
      'malware',
      'md5',
      'sha1',
      'sha256',
      'sha3-256',
    ])
    expect(parts.find((part) => part.type === 'md5')).toMatchObject({
      reputation: -3,
      accuracy: 1,
      tags: ['malware', 'common-file'],
    })
    const malware = parts.find((part) => part.type === 'malware')
    expect(malware?.id).toBe(
      'malware-20eae8ae8ec23315a7d9f07c0cbcd3651657b8604ef02e9dfcbfd6304cb824b8',
    )
    const further = await reader.related(String(malware?.id), '?types=malware-family,malware-type')
    expect(further.map((part) => part.type).sort()).toEqual(['malware-family', 'malware-type'])
    const graph = await reader.get(`/api/analytics/v1/entity/${malware?.id}/relations`)
    const { relations } = graph.json as { relations: readonly { mode: string }[] }
    expect(new Set(relations.map((relation) => relation.mode))).toEqual(new Set(['aggregation']))
  })

  it('case 64: refuses an unknown mode and takes association for none', async () => {
    const child = { type: 'domain', attributes: { domain: 'mode.example.com' } }
    const parent = { type: 'ip', attributes: { ip: '9.0.0.4' } }
    const wrong = { ...parent, associations: [{ ...child, mode: 'parent' }] }
    expectError(await reporter.report(wrong), 400)
    await reporter.report({ ...parent, associations: [child] })
    const id = (await reader.lookUp('ip', '9.0.0.4'))?.id
    const graph = await reader.get(`/api/analytics/v1/entity/${id}/relations`)
    expect(graph.json).toMatchObject({ relations: [{ mode: 'association', type: 'association' }] })
  })

  it('case 65: refuses to correlate what is no entity type', async () => {
    const body = { type: 'ip', attributes: { ip: '8.8.8.8' }, correlate: ['nope'] }
    expectError(await reporter.report(body), 400)
  })

  it('case 66: links associations three deep', async () => {
    const names = ['a.deep.com', 'b.deep.com', 'c.deep.com', 'd.deep.com']
    const nested = names.reduceRight<unknown[]>(
      (associations, domain) => [{ type: 'domain', attributes: { domain }, associations }],
      [],
    )
    expect((await reporter.report(nested[0])).status).toBe(202)
    for (const [index, name] of names.slice(1).entries()) {
      const child = await reader.lookUp('domain', name)
      const around = await reader.related(String(child?.id))
      expect(around.map((entity) => entity.attributes['domain'])).toContain(names[index])
    }
  })

  it('case 67: counts each reporter once and keeps both records', async () => {
    const body = { type: 'domain', attributes: { domain: 'twice.example.com' }, reputation: -3 }
    await reporter.report(body)
    await second.report(body)
    const entity = await reader.lookUp('domain', 'twice.example.com')
    expect(entity).toMatchObject({ accuracy: 2, reputation: -3 })
    expect(await countHistory(server, String(entity?.id))).toBe(2)
    await second.report(body)
    expect(await reader.lookUp('domain', 'twice.example.com')).toMatchObject({ accuracy: 2 })
    expect(await countHistory(server, String(entity?.id))).toBe(3)
  })

  it('case 68: reports to the groups of the reporter and to no other', async () => {
    const body = { type: 'domain', attributes: { domain: 'groups.example.com' } }
    expectError(await reporter.report({ ...body, visibleBy: ['other'] }), 403)
    expect(await reader.lookUp('domain', 'groups.example.com')).toBeUndefined()
    await reporter.report(body)
    expect(await reader.lookUp('domain', 'groups.example.com')).toMatchObject({
      visibleBy: ['public'],
    })
  })

  it('case 69: is closed to accounts that may only read', async () => {
    expectError(await reader.report({ type: 'ip', attributes: { ip: '8.8.8.8' } }), 403)
  })

  it('a report takes what it does not say from the one it hangs on', async () => {
    await reporter.report({
      type: 'ip',
      attributes: { ip: '9.0.0.5' },
      reputation: -2,
      tags: ['c2'],
      associations: [
        { type: 'domain', attributes: { domain: 'heir.example.com' } },
        { type: 'domain', attributes: { domain: 'own.example.com' }, reputation: 1, tags: [] },
      ],
    })
    expect(await reader.lookUp('domain', 'heir.example.com')).toMatchObject({
      reputation: -2,
      accuracy: 0,
      tags: ['c2'],
    })
    expect(await reader.lookUp('domain', 'own.example.com')).toMatchObject({
      reputation: 1,
      accuracy: 1,
      tags: [],
    })
  })

  it('private addresses are taken where private networks may be scanned', async () => {
    await using closed = await startHarness({ config: { scanPrivate: 'off' } })
    const outside = await createClient(closed)
    const body = { type: 'ip', attributes: { ip: '10.0.0.1' } }
    expectError(await outside.report(body), 400)
    expect((await reporter.report(body)).status).toBe(202)
  })
})

describe('POST /well-known', () => {
  it('case 75: keeps a well-known entity from being judged negatively', async () => {
    const body = { type: 'domain', attributes: { domain: 'example.com' } }
    const reply = await trusted.post('/api/ingest/v1/well-known', body)
    expect(reply.status).toBe(202)
    await reporter.report({ ...body, reputation: -3 })
    const entity = await reader.lookUp('domain', 'example.com')
    expect(entity).toMatchObject({ wellKnown: true, worstReputation: 0 })
    expect(entity?.reputation).toBeGreaterThanOrEqual(0)
  })

  it('case 76: is closed to reporters', async () => {
    const body = { type: 'domain', attributes: { domain: 'example.com' } }
    expectError(await reporter.post('/api/ingest/v1/well-known', body), 403)
  })
})

describe('GET /definitions', () => {
  it('case 77: lists the entity types', async () => {
    for (const client of [trusted, reporter]) {
      const reply = await client.get('/api/ingest/v1/definitions')
      expect(reply.status).toBe(200)
      const list = reply.json as readonly {
        type: string
        attributes?: readonly { type: string }[]
      }[]
      expect(list).toHaveLength(131)
      const ip = list.find(({ type }) => type === 'ip')
      expect(ip).toMatchObject({ label: 'IP', dataType: 'IP' })
      expect(ip?.attributes?.map(({ type }) => type)).toEqual(['cidr', 'link'])
      expect(ip).not.toHaveProperty('correlate')
    }
  })

  it('case 78: has no batch route beside it', async () => {
    expectError(await reporter.post('/api/ingest/v1/batch', []), 404)
  })
})
