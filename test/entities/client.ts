import { type Role } from '@windvane/model'
import { type Harness, type HarnessReply } from '../harness/start-harness.ts'

/** One account of a test and what it asks. Bodies of replies are read loosely, as a client would. */
export type Client = {
  readonly get: (path: string) => Promise<HarnessReply>
  readonly post: (path: string, body: unknown) => Promise<HarnessReply>
  readonly report: (body: unknown) => Promise<HarnessReply>
  /** The entity as this account sees it; `undefined` when it sees none. */
  readonly lookUp: (type: string, value: unknown) => Promise<Seen | undefined>
  readonly related: (id: string, query?: string) => Promise<readonly Seen[]>
}

export type Seen = {
  readonly id: string
  readonly type: string
  readonly attributes: Readonly<Record<string, unknown>>
  readonly reputation: number
  readonly bestReputation: number
  readonly worstReputation: number
  readonly accuracy: number
  readonly tags: readonly string[]
  readonly wellKnown: boolean
  readonly visibleBy: readonly string[]
  readonly lastSeen: string
  readonly '@timestamp': string
  readonly createdAt: string
  readonly updatedAt: string
}

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
      // The reply schema of the endpoint is the shape of `Seen`.
      return reply.json as Seen | undefined
    },
    related: async (id, query = '') => {
      const reply = await get(`/api/search/v1/entity/${id}/relations${query}`)
      // The reply schema of the endpoint: a page of entities.
      return (reply.json as { readonly results: readonly Seen[] } | undefined)?.results ?? []
    },
  }
}
