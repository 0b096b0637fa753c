import { newId } from '../store/new-id.ts'
import { defineStatement, type Queryable } from '../store/store.ts'
import { randomToken } from './random-token.ts'
import { secretHash } from './secret-hash.ts'

/** No key pair lives longer than this. */
export const maxKeyPairDays = 365

export type NewKeyPair = { readonly userId: string; readonly name: string; readonly days: number }

export type CreatedKeyPair = {
  readonly keyId: string
  readonly keyName: string
  readonly apiKey: string
  readonly apiSecret: string
  readonly expireAt: Date
}

/** A verified key pair. The secret is known only to whoever gets this result. */
export async function createKeyPair(
  store: Queryable,
  { userId, name, days }: NewKeyPair,
  now: Date,
): Promise<CreatedKeyPair> {
  const created = {
    keyId: newId(),
    keyName: name,
    apiKey: randomToken(32),
    apiSecret: randomToken(64),
    expireAt: new Date(now.getTime() + days * 86_400_000),
  }
  const secret = secretHash(created.apiSecret)
  await store.query(insert, [created.keyId, userId, name, created.apiKey, secret, created.expireAt])
  return created
}

const insert = defineStatement<never>(
  'accounts_create_key_pair',
  `INSERT INTO key_pairs (id, user_id, name, api_key, secret_hash, verified, expire_at)
   VALUES ($1, $2, $3, $4, $5, true, $6)`,
)
