import { type Principal } from '@windvane/model'
import { defineStatement, type Queryable } from '../store/store.ts'
import { type Credential, type PrincipalRow, toPrincipal } from './identity.ts'

/** Who holds each of these credentials now, by its id; nobody for one that may not be used. */
export async function findHolders(
  store: Queryable,
  credentials: readonly Credential[],
  now: Date,
): Promise<ReadonlyMap<string, Principal>> {
  const ids = (kind: Credential['kind']) =>
    credentials.filter((credential) => credential.kind === kind).map(({ id }) => id)
  const rows = await store.query(statement, [ids('key-pair'), ids('session'), now])
  return new Map(rows.map((row) => [row.credential_id, toPrincipal(row)]))
}

type Row = PrincipalRow & { readonly credential_id: string }

/** The conditions of `identify-key-pair.ts` and `identify-session.ts`. */
const statement = defineStatement<Row>(
  'accounts_find_holders',
  `SELECT held.id AS credential_id, u.id AS user_id, u.alias, u.roles, u.groups
   FROM (
     SELECT id, user_id FROM key_pairs WHERE id = ANY($1::uuid[]) AND verified AND expire_at > $3
     UNION ALL
     SELECT id, user_id FROM sessions WHERE id = ANY($2::uuid[]) AND verified AND expire_at > $3
   ) AS held JOIN users u ON u.id = held.user_id
   WHERE u.enabled`,
)
