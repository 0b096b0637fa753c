import { expect, it } from 'vitest'
import { type Identity } from '../accounts/identity.ts'
import { createIdentify } from './identify.ts'

const identity: Identity = {
  principal: { userId: 'u', alias: 'a', roles: [], groups: ['public'] },
  credential: { kind: 'key-pair', id: 'k' },
}
const pair = { kind: 'key-pair', apiKey: 'a', apiSecret: 'b' } as const

it('P7: a verified credential is recalled for a second and no longer', async () => {
  let nowMs = 0
  const accounts = {
    identifyKeyPair: async () => identity,
    identifySession: async () => undefined,
  }
  const identify = createIdentify(accounts, () => nowMs)
  expect(identify.recall(pair)).toBeUndefined()
  expect(await identify.verify(pair)).toBe(identity)
  nowMs = 999
  expect(identify.recall(pair)).toBe(identity)
  expect(identify.recall({ ...pair, apiSecret: 'c' })).toBeUndefined()
  expect(identify.recall({ kind: 'bearer', token: 'a:b' })).toBeUndefined()
  nowMs = 1_000
  expect(identify.recall(pair)).toBeUndefined()
})

it('P7: the second counts from before the store was asked', async () => {
  let nowMs = 0
  const slow = {
    identifySession: async () => undefined,
    identifyKeyPair: async () => {
      nowMs += 5_000
      return identity
    },
  }
  const identify = createIdentify(slow, () => nowMs)
  await identify.verify(pair)
  expect(identify.recall(pair)).toBeUndefined()
})
