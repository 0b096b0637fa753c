import { defineStatement, type Store } from '../store/store.ts'
import { type Identity, type PrincipalRow, toPrincipal } from './identity.ts'
import { matchesHash } from './secret-hash.ts'

export type KeyPairSecret = { readonly apiKey: string; readonly apiSecret: string }

/** Who holds this key pair; `undefined` for every reason it may not be used. */
export async function identifyKeyPair(
  store: Store,
  { apiKey, apiSecret }: KeyPairSecret,
  now: Date,
): Promise<Identity | undefined> {
  if (!apiKeyForm.test(apiKey) || !secretForm.test(apiSecret)) return undefined
  const [row] = await store.query(statement, [apiKey, now])
  if (row === undefined || !matchesHash(apiSecret, row.secret_hash)) return undefined
  return { principal: toPrincipal(row), credential: { kind: 'key-pair', id: row.key_id } }
}

const apiKeyForm = /^[A-Za-z0-9]{32}$/
const secretForm = /^[A-Za-z0-9]{64}$/

type Row = PrincipalRow & { readonly key_id: string; readonly secret_hash: Buffer }

const statement = defineStatement<Row>(
  'accounts_identify_key_pair',
  `SELECT k.id AS key_id, k.secret_hash, u.id AS user_id, u.alias, u.roles, u.groups
   FROM key_pairs k JOIN users u ON u.id = k.user_id
   WHERE k.api_key = $1 AND k.verified AND u.enabled AND k.expire_at > $2`,
)
