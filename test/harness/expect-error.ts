import { createHash } from 'node:crypto'
import { expect } from 'vitest'
import { type HarnessReply } from './start-harness.ts'

/** What every error reply shows (contract.md 12, `E`); gives its message, code, type and id. */
export function expectError(reply: HarnessReply, status: number) {
  expect(reply.status, reply.text).toBe(status)
  const { message, id } = expectErrorHeaders(reply)
  // The three assertions below prove the shape.
  const { error } = reply.json as { error: Record<string, string> }
  expect(error).toMatchObject({ message, error_id: id })
  expect(error['code']).toBe(createHash('md5').update(message).digest('hex'))
  return { message, id, code: error['code'], type: error['type'], param: error['param'] }
}

/** `E0`: nothing found, told by the headers alone. */
export function expectNothing(reply: HarnessReply): void {
  expect(reply.status, reply.text).toBe(204)
  expect(reply.text).toBe('')
  expectErrorHeaders(reply)
}

/** `¬E`. */
export function expectSuccess(reply: HarnessReply, status: 200 | 202): void {
  expect(reply.status, reply.text).toBe(status)
  expect(reply.headers.has('x-error')).toBe(false)
  expect(reply.headers.has('x-error-id')).toBe(false)
}

function expectErrorHeaders({ headers }: HarnessReply) {
  const message = headers.get('x-error') ?? ''
  const id = headers.get('x-error-id')
  expect(message).toMatch(/^[\u0020-\u007e\u00a0-\u00ff]{1,1024}$/)
  expect(id).toMatch(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
  return { message, id }
}
