import { roles } from '@windvane/model'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { expectError } from './harness/expect-error.ts'
import {
  type Harness,
  type HarnessReply,
  type KeyHeaders,
  startHarness,
} from './harness/start-harness.ts'

let server: Harness
let keys: KeyHeaders

beforeAll(async () => {
  server = await startHarness()
  keys = await server.keys(roles)
})

afterAll(() => server[Symbol.asyncDispose]())

const watchlists = '/api/search/v1/watchlists'
const entities = '/api/search/v1/entities'
const user = '/api/auth/v2/admin/user'

/** Each message begins with the member that is wrong. */
function expectRefusal(reply: HarnessReply, message: string): void {
  expect(expectError(reply, 400)).toMatchObject({ message, param: message.split(' ')[0] })
}

it.each([
  [`${watchlists}?limit=5&limit=6`, 'limit may be given once'],
  ['/api/feeds/v1/download/list/level4/daily/ip', 'level must be one of level1, level2, level3'],
])('GET %s: %s', async (path, message) => {
  expectRefusal(await server.request(path, { headers: keys }), message)
})

it.each([
  [`${entities}/export?format=csv&format=csv`, { query: 'x' }, 'format may be given once'],
  [`${entities}/export?format=xml`, { query: 'x' }, 'format must be one of ndjson, csv'],
  [`${entities}/simple`, { query: 5 }, 'query must be a string'],
  [`${entities}/simple`, { query: 'x', accuracy: 4 }, 'accuracy must be at most 3'],
  [`${entities}/simple`, { query: 'x', accuracy: 1.5 }, 'accuracy must be a whole number'],
  [
    '/api/search/v1/entity',
    { type: 'ip', value: [] },
    'value must be a string or a number or true or false',
  ],
  ['/api/ingest/v1/scan', { target: '192.0.2.1', type: 'host' }, 'type must be ip or fqdn'],
  [
    watchlists,
    { name: 'x', watches: [{ tag: 'x', events: [] }] },
    'watches.0.events must have at least 1 item',
  ],
  [
    watchlists,
    { name: 'x', watches: [{ tag: 'x', events: ['all'] }] },
    'watches.0.events.0 must be one of created, tagged, reputation, linked, seen',
  ],
  [user, { alias: '', roles: [] }, 'alias must not be empty'],
  [user, { alias: 'x'.repeat(65), roles: [] }, 'alias must have at most 64 characters'],
  [user, { alias: 'a b', roles: [] }, 'alias has the wrong form'],
  [user, { alias: 'x', roles: ['foo'] }, `roles.0 must be one of ${roles.join(', ')}`],
])('POST %s with %j: %s', async (path, body, message) => {
  expectRefusal(await server.request(path, { method: 'POST', headers: keys, body }), message)
})
