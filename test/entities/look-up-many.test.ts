import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectError, expectSuccess } from '../harness/expect-error.ts'
import { type Harness, startHarness } from '../harness/start-harness.ts'
import { type Client, createClient } from './client.ts'

const path = '/api/search/v1/entities/lookup'

type Result = {
  readonly value: string
  readonly status: string
  readonly kind?: string
  readonly entity?: Readonly<Record<string, unknown>>
  readonly others?: readonly Readonly<Record<string, unknown>>[]
  readonly reason?: string
}

let server: Harness
let client: Client
let partner: Client

beforeAll(async () => {
  server = await startHarness()
  client = await createClient(server)
  partner = await createClient(server, ['user', 'reporter'], ['public', 'acme'])
  for (const report of [
    { type: 'ip', attributes: { ip: '203.0.113.9' }, reputation: -3 },
    { type: 'domain', attributes: { domain: 'evil.example' }, reputation: -2 },
    { type: 'malware', attributes: { malware: 'pdf dropper agent' }, reputation: -3 },
    { type: 'value', attributes: { value: 'CamelCase' } },
    { type: 'country', attributes: { country: 'united states' } },
    { type: 'asn', attributes: { asn: 64_500 } },
    { type: 'threat', attributes: { threat: '203.0.113.9' }, reputation: -1 },
  ]) {
    await client.report(report)
  }
  const secret = { type: 'ip', attributes: { ip: '203.0.113.50' }, visibleBy: ['acme'] }
  await partner.report(secret)
})

afterAll(() => server[Symbol.asyncDispose]())

async function lookUp(body: unknown, reader = client) {
  const reply = await reader.post(path, body)
  expectSuccess(reply, 200)
  // The reply schema of the endpoint.
  return reply.json as Readonly<Record<'items' | 'found' | 'unknown' | 'invalid', number>> & {
    readonly results: readonly Result[]
  }
}

describe('POST /entities/lookup', () => {
  it('answers each value in the order asked, in whatever form it is pasted', async () => {
    const values = [
      ' 203.0.113[.]9\t',
      'EVIL[.]example',
      'never.example',
      '  ',
      'PDF Dropper Agent',
      'x'.repeat(65_537),
      'United STATES',
      '64500',
    ]
    const { results, ...counts } = await lookUp({ values })
    expect(counts).toEqual({ items: 8, found: 5, unknown: 1, invalid: 2 })
    expect(results.map(({ value }) => value)).toEqual(values)
    expect(results.map(({ status, entity }) => entity?.['type'] ?? status)).toEqual([
      'ip',
      'domain',
      'unknown',
      'invalid',
      'malware',
      'invalid',
      'country',
      'asn',
    ])
    expect(results[3]?.reason).toBe('value cannot be empty')
    expect(results[5]?.reason).toBe('value must be at most 65536 bytes')
    expect(results[2]).toEqual({ value: 'never.example', kind: 'domain', status: 'unknown' })
    expect(results[0]?.entity).toEqual(await client.lookUp('ip', '203.0.113.9'))
  })

  it('answers what stands for the same value once', async () => {
    const values = [
      'Evil.Example',
      'never.example',
      'evil.example',
      'evil[.]example',
      'NEVER.example',
    ]
    const { items, results } = await lookUp({ values })
    expect(items).toBe(2)
    expect(results.map(({ value }) => value)).toEqual(['Evil.Example', 'never.example'])
  })

  it('answers words in any case once where they stand for one entity', async () => {
    await client.report({ type: 'cve', attributes: { cve: 'CVE-2021-44228' } })
    const words = ['CVE-2021-44228', 'Pdf Dropper Agent', 'cve-2021-44228', 'PDF dropper agent']
    const { items, found, results } = await lookUp({ values: [...words, 'CamelCase'] })
    expect({ items, found }).toEqual({ items: 3, found: 3 })
    expect(results.map(({ value }) => value)).toEqual([...words.slice(0, 2), 'CamelCase'])
  })

  it('finds whatever can be stored, however long it is', async () => {
    const long = [
      ['url', `http://evil.example/${'a'.repeat(1_980)}`],
      ['url', `http://evil.example/${'b'.repeat(65_000)}`],
      ['text', `${'x'.repeat(600)}${' '.repeat(60_000)}${'y'.repeat(600)}`],
      ['threat', `É${'é'.repeat(32_767)}`],
    ] as const
    for (const [type, value] of long) {
      const reply = await client.report({ type, attributes: { [type]: value }, reputation: -3 })
      expect(reply.status, reply.text).toBe(202)
    }
    const { results } = await lookUp({ values: long.map(([, value]) => value) })
    expect(results.map(({ entity }) => entity?.['type'])).toEqual(long.map(([type]) => type))
    const text = `See ${long[0][1]} and (${long[1][1]}).`
    const inText = await lookUp({ text })
    expect(inText).toMatchObject({ items: 2, found: 2 })
  })

  it('takes a value for none of a type that would store it otherwise', async () => {
    const { results } = await lookUp({ values: ['camelcase', 'CamelCase'] })
    expect(results.map(({ status }) => status)).toEqual(['unknown', 'found'])
  })

  it('gives the likeliest type first and the others beside it', async () => {
    const { results } = await lookUp({ values: ['203.0.113.9'] })
    expect(results[0]?.entity).toMatchObject({ type: 'ip' })
    expect(results[0]?.others).toMatchObject([{ type: 'threat' }])
  })

  it('shows what the reader may see, and the members that were asked for', async () => {
    const body = { values: ['203.0.113.50'], source: { includes: ['type', 'reputation'] } }
    expect((await lookUp(body)).results[0]?.status).toBe('unknown')
    const { results } = await lookUp(body, partner)
    expect(results[0]?.entity).toEqual({ type: 'ip', reputation: 0 })
  })

  it('finds the indicators in a text', async () => {
    const text = 'Seen: hxxp://evil[.]example/x, 203.0.113[.]9 and (evil.example).'
    const { results } = await lookUp({ text })
    expect(results.map(({ value, status }) => [value, status])).toEqual([
      ['hxxp://evil[.]example/x', 'unknown'],
      ['203.0.113[.]9', 'found'],
      ['evil.example', 'found'],
    ])
    expect(await lookUp({ text: 'nothing in it' })).toMatchObject({ items: 0, results: [] })
  })

  it('takes ten thousand values and no more, in a body of a mebibyte and no more', async () => {
    const values = Array.from({ length: 10_000 }, (_, index) => `host-${index}.example`)
    const reply = await lookUp({ values: [...values.slice(1), 'evil.example'] })
    expect(reply).toMatchObject({ items: 10_000, found: 1, unknown: 9_999, invalid: 0 })
    expect(reply.results.at(-1)?.status).toBe('found')
    expectError(await client.post(path, { values: [...values, 'x'] }), 400)
    const indicators = [...values, 'one.more.example'].join(' ')
    expect(expectError(await client.post(path, { text: indicators }), 400).param).toBe('text')
    const frame = JSON.stringify({ text: '' }).length
    expect((await lookUp({ text: 'x'.repeat(1_048_576 - frame) })).items).toBe(0)
    expectError(await client.post(path, { text: 'x'.repeat(1_048_577 - frame) }), 413)
  })

  it('refuses what is neither values nor a text, and both', async () => {
    for (const body of [
      {},
      { values: [], text: '' },
      { values: 'x' },
      { values: [1] },
      { text: [] },
    ]) {
      expectError(await client.post(path, body), 400)
    }
    expect(await lookUp({ values: [] })).toMatchObject({ items: 0, results: [] })
  })
})
