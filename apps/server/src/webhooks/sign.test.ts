import { randomBytes } from 'node:crypto'
import { Webhook } from 'standardwebhooks'
import { describe, expect, it } from 'vitest'
import { secretPrefix, sign } from './sign.ts'

const body = '{"id":"x","status":"done","target":"example.com","taskId":"x"}'

describe('sign()', () => {
  it('makes what the library of receivers verifies', () => {
    const secret = newSecret()
    expect(verify(secret, [secret])).toEqual(JSON.parse(body))
  })

  it('satisfies receivers of the old and of the new secret while one replaces the other', () => {
    const [old, fresh] = [newSecret(), newSecret()]
    expect(verify(old, [fresh, old])).toEqual(JSON.parse(body))
    expect(verify(fresh, [fresh, old])).toEqual(JSON.parse(body))
  })

  it('does not satisfy the holder of another secret', () => {
    expect(() => verify(newSecret(), [newSecret()])).toThrow(/signature/)
  })
})

function newSecret(): string {
  return `${secretPrefix}${randomBytes(32).toString('base64')}`
}

function verify(secret: string, signedWith: readonly string[]): unknown {
  const timestamp = Math.floor(Date.now() / 1_000)
  return new Webhook(secret).verify(body, {
    'webhook-id': 'message-1',
    'webhook-timestamp': String(timestamp),
    'webhook-signature': sign({ id: 'message-1', timestamp, body }, signedWith),
  })
}
