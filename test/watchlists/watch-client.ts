import { type Entity, type Role } from '@windvane/model'
import { expect, vi } from 'vitest'
import { type Harness, type HarnessReply } from '../harness/start-harness.ts'
import { type ReceivedMessage, type Receiver } from '../scans/receiver.ts'

/** An alert as replies and messages hold it, read as a receiver would. */
export type AlertMessage = {
  readonly type: string
  readonly id: string
  readonly time: string
  readonly watchlist?: { readonly id: string; readonly name: string }
  readonly savedSearch?: { readonly id: string; readonly name: string }
  readonly watch?: Readonly<Record<string, unknown>>
  readonly event: string
  readonly entity?: Entity
  readonly previous?: { readonly reputation: number; readonly worstReputation: number }
  readonly related?: readonly string[]
  readonly delivery?: { readonly state: string; readonly attempts: readonly unknown[] }
}

export type WatchlistReply = {
  readonly id: string
  readonly name: string
  readonly watches: readonly Readonly<Record<string, unknown>>[]
  readonly webhook?: { readonly url: string; readonly headerNames: readonly string[] }
}

export const watchlists = '/api/search/v1/watchlists'

/** How long tests wait for what they wait for. */
export const waiting = { timeout: 20_000, interval: 25 }

/** What one account does with watchlists. */
export type WatchClient = Awaited<ReturnType<typeof createWatchClient>>

export async function createWatchClient(
  server: Harness,
  groups: readonly string[] = ['public'],
  roles: readonly Role[] = ['user', 'reporter'],
) {
  const headers = await server.keys(roles, groups)
  const send = (method: string, path: string, body?: unknown): Promise<HarnessReply> =>
    server.request(path, { method, headers, ...(body !== undefined && { body }) })
  const report = async (body: Readonly<Record<string, unknown>>): Promise<void> => {
    const reply = await send('POST', '/api/ingest/v1/entity', body)
    expect(reply.status, reply.text).toBe(202)
  }
  const watch = async (
    watches: readonly Readonly<Record<string, unknown>>[],
    more: Readonly<Record<string, unknown>> = {},
  ): Promise<WatchlistReply> => {
    const reply = await send('POST', watchlists, { name: 'mine', watches, ...more })
    expect(reply.status, reply.text).toBe(200)
    return reply.json as WatchlistReply
  }
  const alerts = async (id: string, query = '?limit=1000'): Promise<readonly AlertMessage[]> => {
    const reply = await send('GET', `${watchlists}/${id}/alerts${query}`)
    expect(reply.status, reply.text).toBe(200)
    return (reply.json as { readonly results: readonly AlertMessage[] }).results
  }
  const secret = async (): Promise<string> => {
    const reply = await send('GET', '/api/ingest/v1/webhook/secret')
    return (reply.json as { readonly secret: string }).secret
  }
  return { headers, send, report, watch, alerts, secret }
}

/** Resolves when so many messages have come; fails when more did. */
export async function receive(
  receiver: Receiver,
  count: number,
): Promise<readonly ReceivedMessage[]> {
  await vi.waitFor(() => expect(receiver.messages).toHaveLength(count), waiting)
  return receiver.messages
}

export function toAlert({ body }: ReceivedMessage): AlertMessage {
  return JSON.parse(body) as AlertMessage
}

/** `event value` of each alert, oldest first. */
export function summarize(alerts: readonly AlertMessage[]): readonly string[] {
  return alerts
    .map(({ event, entity }) => `${event} ${String(entity?.attributes[entity.type] ?? '')}`.trim())
    .toReversed()
}
