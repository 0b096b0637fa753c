import { type Entity, type Role } from '@windvane/model'
import { type Harness, type HarnessReply } from '../harness/start-harness.ts'

/** One account of a test and what it asks. Bodies of replies are read loosely, as a client would. */
export type Client = {
  readonly get: (path: string) => Promise<HarnessReply>
  readonly post: (path: string, body: unknown) => Promise<HarnessReply>
  readonly report: (body: unknown) => Promise<HarnessReply>
  /** The entity as this account sees it; `undefined` when it sees none. */
  readonly lookUp: (type: string, value: unknown) => Promise<Entity | undefined>
  readonly related: (id: string, query?: string) => Promise<readonly Entity[]>
}

/** The members of a whole entity, sorted (contract.md 7.1). */
export const entityMembers: readonly string[] = [
  '@timestamp',
  'accuracy',
  'attributes',
  'bestReputation',
  'createdAt',
  'id',
  'lastSeen',
  'reputation',
  'tags',
  'type',
  'updatedAt',
  'visibleBy',
  'wellKnown',
  'worstReputation',
]

export async function createClient(
  server: Harness,
  roles: readonly Role[] = ['user', 'reporter'],
  groups: readonly string[] = ['public'],
): Promise<Client> {
  const headers = await server.keys(roles, groups)
  const get = (path: string) => server.request(path, { headers })
  const post = (path: string, body: unknown) =>
    server.request(path, { method: 'POST', headers, body })
  return {
    get,
    post,
    report: (body) => post('/api/ingest/v1/entity', body),
    lookUp: async (type, value) => {
      const reply = await post('/api/search/v1/entity', { type, value })
      // The reply schema of the endpoint is the shape of `Entity`.
      return reply.json as Entity | undefined
    },
    related: async (id, query = '') => {
      const reply = await get(`/api/search/v1/entity/${id}/relations${query}`)
      // The reply schema of the endpoint: a page of entities.
      return (reply.json as { readonly results: readonly Entity[] } | undefined)?.results ?? []
    },
  }
}

/** How many records of an entity are kept. */
export async function countHistory({ store }: Harness, id: string): Promise<number> {
  const rows = await store.query<{ readonly n: number }>(
    { text: 'SELECT count(*)::int AS n FROM history WHERE entity_id = $1' },
    [id],
  )
  return rows[0]?.n ?? 0
}
