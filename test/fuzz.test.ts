import { type Endpoint, endpoints } from '@windvane/api'
import { roles } from '@windvane/model'
import * as fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Harness, type KeyHeaders, startHarness } from './harness/start-harness.ts'

let harness: Harness
let keys: KeyHeaders

beforeAll(async () => {
  harness = await startHarness({ config: { scansPerHour: 10_000, scansPerDay: 10_000 } })
  keys = await harness.keys(roles, ['public', 'acme'])
})
afterAll(() => harness[Symbol.asyncDispose]())

const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 20 }),
  fc.ipV4(),
  fc.ipV6(),
  fc.domain(),
  fc.webUrl(),
  fc.uuid(),
  fc.constantFrom(
    '',
    ' ',
    '*',
    '%',
    "'",
    '\\',
    '8.8.8[.]8',
    '10.0.0.0/8',
    'ip',
    'public',
    '443/tcp',
  ),
)
const scalar = fc.oneof(text, fc.integer(), fc.double(), fc.boolean(), fc.constant(null))

/** Names the contract knows, so that values reach what is behind the schemas. */
const names =
  'type attributes reputation tags visibleBy associations correlate ip entityID relatedID entityId ' +
  'relatedId comment parentID id value target webhook url headers key query accuracy source ' +
  'includes excludes alias roles groups days kind entity mode domain'
const name = fc.constantFrom(...names.split(' '))
const body = fc.letrec((tie) => ({
  value: fc.oneof({ maxDepth: 3 }, scalar, fc.array(tie('value'), { maxLength: 3 }), tie('object')),
  object: fc.dictionary(name, tie('value'), { maxKeys: 6 }),
})).object

/** Right in shape, so that what is behind the schemas is reached as well. */
const plausible = fc.record(
  {
    type: fc.constantFrom('ip', 'domain', 'url', 'port', 'object', 'unknown'),
    attributes: fc.dictionary(fc.constantFrom('ip', 'domain', 'url', 'port', 'name'), scalar),
    reputation: fc.integer({ min: -4, max: 4 }),
    tags: fc.array(text, { maxLength: 3 }),
    visibleBy: fc.array(fc.constantFrom('public', 'acme', 'other'), { maxLength: 3 }),
    target: text,
    webhook: fc.record({ url: fc.oneof(text, fc.webUrl()) }),
    query: text,
    accuracy: fc.integer({ min: -1, max: 4 }),
    source: fc.record({ includes: fc.array(text), excludes: fc.array(text) }, { requiredKeys: [] }),
    comment: text,
    value: text,
    alias: text,
    roles: fc.constant(['user']),
    groups: fc.array(text, { maxLength: 2 }),
  },
  { requiredKeys: ['type', 'attributes', 'target', 'query', 'comment', 'value', 'alias', 'roles'] },
)

const query = fc.dictionary(fc.constantFrom('limit', 'page', 'sort', 'order', 'level'), text)

/** A stream that anybody may follow goes on for ever, unless it is to go on after nonsense. */
const ending = { 'last-event-id': 'none' }

function send(endpoint: Endpoint, id: string, more: { query: object; body: unknown }) {
  const path = endpoint.path.replaceAll(/:\w+/g, encodeURIComponent(id))
  const search = new URLSearchParams({ ...more.query }).toString()
  return harness.request(`${path}?${search}`, {
    method: endpoint.method,
    headers: { ...keys, ...ending },
    ...(endpoint.method !== 'GET' && { body: more.body }),
  })
}

const id = fc.oneof(
  text.filter((value) => value !== '' && value !== '.' && value !== '..'),
  fc.constant('ip-ba7fa36bff8d58ee45b973615e83d9aaeb921f1cc477d9c156e8a9cae8cca16e'),
)

it.each(endpoints)('P26: $name answers anything without a 5xx', async (endpoint) => {
  await fc.assert(
    fc.asyncProperty(id, query, fc.oneof(body, plausible), async (id, query, body) => {
      const reply = await send(endpoint, id, { query, body })
      expect(reply.status, reply.text).toBeLessThan(500)
      const isSuccess = reply.status === 200 || reply.status === 202
      expect(reply.headers.has('x-error')).toBe(!isSuccess)
    }),
    { numRuns: 60 },
  )
})
