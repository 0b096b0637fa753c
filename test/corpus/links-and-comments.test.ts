import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Client, createClient } from '../entities/client.ts'
import { id8 } from '../entities/google.ts'
import { expectError, expectSuccess } from '../harness/expect-error.ts'
import { type Harness, startHarness } from '../harness/start-harness.ts'

const uuid = '01890a5d-ac96-774b-bcce-b302099a8057'

let server: Harness
let reporter: Client
let member: Client

beforeAll(async () => {
  server = await startHarness({ config: { scanPrivate: 'off' } })
  reporter = await createClient(server)
  member = await createClient(server, ['user', 'reporter'], ['public', 'a', 'b'])
  for (const ip of ['8.8.8.8', '9.1.2.2']) await reporter.report(attributes('ip', ip))
})

afterAll(() => server[Symbol.asyncDispose]())

function attributes(type: string, value: unknown) {
  return { type, attributes: { [type]: value } }
}

describe('associations', () => {
  it('D35: ids that are none', async () => {
    const upper = `ip-${id8.slice(3).toUpperCase()}`
    for (const id of ['', 'ip', id8.slice(0, -1), `${id8}a`, upper, "' OR 1=1 --", 5]) {
      const body = { entityID: id8, relatedEntityID: id }
      expectError(await reporter.post('/api/ingest/v1/association', body), 400)
    }
  })

  it('D37: entities without a common group', async () => {
    await member.report({ ...attributes('ip', '9.1.1.1'), visibleBy: ['a'] })
    await member.report({ ...attributes('ip', '9.1.1.2'), visibleBy: ['b'] })
    const entityID = (await member.lookUp('ip', '9.1.1.1'))?.id
    const relatedEntityID = (await member.lookUp('ip', '9.1.1.2'))?.id
    const body = { entityID, relatedEntityID }
    expectError(await member.post('/api/ingest/v1/association', body), 403)
    const child = { ...attributes('ip', '9.1.1.4'), visibleBy: ['b'] }
    const nested = { ...attributes('ip', '9.1.1.3'), visibleBy: ['a'], associations: [child] }
    expectError(await member.report(nested), 403)
  })
})

describe('comments', () => {
  const post = (client: Client, body: unknown) => client.post('/api/ingest/v1/comment', body)
  const comment = 'text'

  it('D39: parents', async () => {
    expectError(await post(reporter, { entityID: id8, comment, parentID: 'x' }), 400)
    expectError(await post(reporter, { entityID: id8, comment, parentID: uuid }), 404)
    const itself = { id: uuid, entityID: id8, comment, parentID: uuid }
    expectError(await post(reporter, itself), 404)
    const elsewhere = (await reporter.lookUp('ip', '9.1.2.2'))?.id
    const first = await post(reporter, { entityId: elsewhere, comment })
    const { id: foreign } = first.json as { readonly id: string }
    expectError(await post(reporter, { entityID: id8, comment, parentID: foreign }), 404)
    const hidden = { entityId: id8, comment, visibleBy: ['a'] }
    const { id } = (await post(member, hidden)).json as { readonly id: string }
    expectError(await post(reporter, { entityID: id8, comment, parentID: id }), 404)
    expectSuccess(await post(member, { entityID: id8, comment, parentID: id }), 202)
  })

  it('D41: a hidden entity is as unknown', async () => {
    await member.report({ ...attributes('ip', '9.1.2.1'), visibleBy: ['a'] })
    const hidden = (await member.lookUp('ip', '9.1.2.1'))?.id
    const none = `ip-${'0'.repeat(64)}`
    const [first, second] = [
      expectError(await post(reporter, { entityID: hidden, comment }), 404),
      expectError(await post(reporter, { entityID: none, comment }), 404),
    ]
    expect(first.message).toBe(second.message)
  })

  it('texts that are empty or too long, and groups of others', async () => {
    expectError(await post(reporter, { entityID: id8, comment: '' }), 400)
    expectError(await post(reporter, { entityID: id8 }), 400)
    expectError(await post(reporter, { entityID: id8, comment: 'é'.repeat(32_769) }), 400)
    expectError(await post(reporter, { entityID: id8, comment, visibleBy: ['a'] }), 403)
    expectSuccess(await post(reporter, { entityID: id8, comment: 'é'.repeat(32_768) }), 202)
  })
})
