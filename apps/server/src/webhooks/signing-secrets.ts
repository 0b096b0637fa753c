import { randomBytes } from 'node:crypto'
import { type SecretBox } from '../secrets/secret-box.ts'
import { defineStatement, type Queryable, type Store } from '../store/store.ts'
import { secretPrefix } from './sign.ts'

/** The secrets that sign an account's webhooks: the present one first, then a replaced one. */
export type SigningSecrets = {
  /** Makes the first secret when there is none; `[]` when there is no such account. */
  readonly list: (userId: string) => Promise<readonly string[]>
  /** The new secret; the one before it signs along for a day. */
  readonly rotate: (userId: string) => Promise<string>
}

export type SigningSecretsPorts = {
  readonly store: Store
  readonly secretBox: SecretBox
  readonly nowMs: () => number
}

export function createSigningSecrets({
  store,
  secretBox,
  nowMs,
}: SigningSecretsPorts): SigningSecrets {
  async function change(
    userId: string,
    update: (secrets: readonly StoredSecret[]) => readonly StoredSecret[],
  ): Promise<readonly StoredSecret[]> {
    return store.transaction(async (tx) => {
      const [row] = await tx.query(lockSecrets, [userId])
      if (!row) return []
      const before = openSecrets(secretBox, row.webhook_secrets)
      const after = update(before.filter(({ until }) => until === null || until > nowMs()))
      await saveSecrets(tx, userId, secretBox.seal(JSON.stringify(after)))
      return after
    })
  }

  async function list(userId: string): Promise<readonly string[]> {
    const [row] = await store.query(selectSecrets, [userId])
    const known = openSecrets(secretBox, row?.webhook_secrets ?? null)
    const secrets =
      row && known.length === 0
        ? await change(userId, (secrets) => (secrets.length > 0 ? secrets : [newSecret()]))
        : known
    return secrets
      .filter(({ until }) => until === null || until > nowMs())
      .map(({ secret }) => secret)
  }

  async function rotate(userId: string): Promise<string> {
    const made = newSecret()
    await change(userId, (secrets) => [
      made,
      ...secrets
        .filter(({ until }) => until === null)
        .map(({ secret }) => ({ secret, until: nowMs() + overlapMs })),
    ])
    return made.secret
  }

  return Object.freeze({ list, rotate })
}

/** `until` is null for the present secret, else the millisecond from which it signs no more. */
type StoredSecret = { readonly secret: string; readonly until: number | null }

const overlapMs = 24 * 3_600_000

/** Standard Webhooks asks for 24 to 64 bytes. */
const keyBytes = 32

function newSecret(): StoredSecret {
  return { secret: `${secretPrefix}${randomBytes(keyBytes).toString('base64')}`, until: null }
}

function openSecrets(secretBox: SecretBox, sealed: Buffer | null): readonly StoredSecret[] {
  // Only this file seals the column.
  return sealed === null ? [] : (JSON.parse(secretBox.open(sealed)) as readonly StoredSecret[])
}

type SecretsRow = { readonly webhook_secrets: Buffer | null }

const selectSecrets = defineStatement<SecretsRow>(
  'webhook-secrets-find',
  'SELECT webhook_secrets FROM users WHERE id = $1',
)

const lockSecrets = defineStatement<SecretsRow>(
  'webhook-secrets-lock',
  'SELECT webhook_secrets FROM users WHERE id = $1 FOR NO KEY UPDATE',
)

async function saveSecrets(db: Queryable, userId: string, sealed: Buffer): Promise<void> {
  await db.query(updateSecrets, [userId, sealed])
}

const updateSecrets = defineStatement<never>(
  'webhook-secrets-save',
  'UPDATE users SET webhook_secrets = $2 WHERE id = $1',
)
