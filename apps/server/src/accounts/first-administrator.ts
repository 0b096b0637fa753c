import { AppError, roles } from '@windvane/model'
import { defineStatement } from '../store/store.ts'
import {
  draftAdminKey,
  keepAdminKey,
  type NewAdminKey,
  readAdminKey,
  readDraftKey,
} from './admin-key-file.ts'
import { type AccountPorts, insertAccount } from './create-account.ts'
import { createKeyPair, maxKeyPairDays } from './create-key-pair.ts'

/**
 * Makes an administrator when there is no account yet, and renews the key pair of the file before
 * it ends. Resolves to a key pair that is new in the file, for printing once.
 *
 * The key pair is on the disk as a draft before the database commits it, and gets its name after:
 * a process that is killed in between leaves either nothing or what the next start keeps.
 */
export async function ensureAdministrator(
  ports: AccountPorts,
  dataDir: string,
): Promise<NewAdminKey | undefined> {
  const draft = await readDraftKey(dataDir)
  if (draft !== undefined && (await isKnown(ports, draft))) return keep(dataDir, draft)
  const [{ count } = { count: '0' }] = await ports.store.query(countUsers)
  const made = Number(count) === 0 ? await createFirst(ports, dataDir) : await renew(ports, dataDir)
  return made && keep(dataDir, made)
}

async function keep(dataDir: string, key: NewAdminKey): Promise<NewAdminKey> {
  await keepAdminKey(dataDir)
  return key
}

async function isKnown({ store }: AccountPorts, { apiKey }: NewAdminKey): Promise<boolean> {
  return (await store.query(findKey, [apiKey])).length > 0
}

async function createFirst(ports: AccountPorts, dataDir: string): Promise<NewAdminKey | undefined> {
  const administrator = {
    alias: 'admin',
    fullName: 'Administrator',
    roles,
    groups: ['public'],
    keyName,
    days: maxKeyPairDays,
  }
  try {
    const { keyPair } = await insertAccount(ports, administrator, (key) =>
      draftAdminKey(dataDir, key),
    )
    return keyPair
  } catch (error) {
    // Another process that started on the same database was quicker.
    if (error instanceof AppError && error.code === 'duplicated_key') return undefined
    throw error
  }
}

const keyName = 'Local administrator'

/** A month before its end, so that a machine that is rarely on does not lose its way in. */
const renewDays = 30

async function renew(ports: AccountPorts, dataDir: string): Promise<NewAdminKey | undefined> {
  const current = await readAdminKey(dataDir)
  if (current === undefined) return undefined
  const now = ports.now()
  const renewBefore = new Date(now.getTime() + renewDays * 86_400_000)
  const [row] = await ports.store.query(findEnding, [current.apiKey, renewBefore])
  if (row === undefined) return undefined
  const newPair = { userId: row.user_id, name: keyName, days: maxKeyPairDays }
  return ports.store.transaction(async (tx) => {
    const keyPair = await createKeyPair(tx, newPair, now)
    await draftAdminKey(dataDir, keyPair)
    return keyPair
  })
}

const countUsers = defineStatement<{ readonly count: string }>(
  'accounts_count_users',
  'SELECT count(*) AS count FROM users',
)

const findKey = defineStatement<{ readonly id: string }>(
  'accounts_find_key_pair',
  'SELECT id FROM key_pairs WHERE api_key = $1',
)

const findEnding = defineStatement<{ readonly user_id: string }>(
  'accounts_find_ending_key_pair',
  'SELECT user_id FROM key_pairs WHERE api_key = $1 AND expire_at < $2',
)
