import { AppError, type Role } from '@windvane/model'
import { defineStatement, type Store } from '../store/store.ts'
import { type Credential } from './identity.ts'

export type KeyPairInfo = {
  readonly apiKey: string
  readonly keyId: string
  readonly keyName: string
  readonly expireAt: Date
  readonly verified: boolean
  readonly userId: string
  readonly userName: string
  readonly userAlias: string
  readonly roles: readonly Role[]
  readonly groups: readonly string[]
}

/** What may be told about the key pair a request came with; a bearer has none. */
export async function getKeyPairInfo(
  store: Store,
  credential: Credential | undefined,
): Promise<KeyPairInfo> {
  if (credential?.kind !== 'key-pair') throw new AppError('authentication_required')
  const [info] = await store.query(statement, [credential.id])
  if (info === undefined) throw new AppError('authentication_required')
  return info
}

const statement = defineStatement<KeyPairInfo>(
  'accounts_key_pair_info',
  `SELECT k.api_key AS "apiKey", k.id AS "keyId", k.name AS "keyName", k.expire_at AS "expireAt",
     k.verified, u.id AS "userId", u.full_name AS "userName", u.alias AS "userAlias",
     u.roles, u.groups
   FROM key_pairs k JOIN users u ON u.id = k.user_id
   WHERE k.id = $1`,
)
