import { expect, vi } from 'vitest'
import { type Harness, type HarnessReply, type KeyHeaders } from '../harness/start-harness.ts'
import { idOf } from './scan-replies.ts'

/** How long tests wait for what they wait for. */
export const waiting = { timeout: 25_000, interval: 50 }

export type ScanStatusReply = {
  readonly id: string
  readonly taskId: string
  readonly status: string
  readonly message: string
  readonly target: string
}

/** The scan routes as one account uses them. */
export type ScanClient = ReturnType<typeof createScanClient>

export function createScanClient(server: Harness, headers: KeyHeaders) {
  const root = '/api/ingest/v1/scan'
  const post = (
    body: unknown,
    more: Readonly<Record<string, string>> = {},
  ): Promise<HarnessReply> =>
    server.request(root, { method: 'POST', headers: { ...headers, ...more }, body })
  const get = (path: string): Promise<HarnessReply> =>
    server.request(`${root}/${path}`, { headers })
  const status = async (id: string): Promise<ScanStatusReply> =>
    // What the status route replies; asserted by the cases about it.
    (await get(id)).json as ScanStatusReply
  const until = async (id: string, wanted: string): Promise<ScanStatusReply> => {
    await vi.waitFor(async () => expect((await status(id)).status).toBe(wanted), waiting)
    return status(id)
  }
  const scan = async (target: string): Promise<string> => {
    const id = idOf(await post({ target }))
    await until(id, 'done')
    return id
  }
  const cancel = (id: string): Promise<HarnessReply> =>
    server.request(`${root}/${id}`, { method: 'DELETE', headers })
  return { headers, post, get, status, until, scan, cancel }
}
