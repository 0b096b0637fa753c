import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { AppError, roles } from '@windvane/model'
import { defineStatement } from '../store/store.ts'
import { type AccountPorts, type CreatedAccount, insertAccount } from './create-account.ts'
import { createKeyPair, type CreatedKeyPair, maxKeyPairDays } from './create-key-pair.ts'

/** Where the administrator's key pair lies for the tools of this machine. */
export function adminKeyFile(dataDir: string): string {
  return join(dataDir, 'admin-key.json')
}

/**
 * Makes an administrator when there is no account yet, and renews the key pair of the file before
 * it ends. Resolves to a key pair that was made now, for printing once.
 */
export async function ensureAdministrator(
  ports: AccountPorts,
  dataDir: string,
): Promise<CreatedKeyPair | undefined> {
  const file = adminKeyFile(dataDir)
  const [{ count } = { count: '0' }] = await ports.store.query(countUsers)
  const keyPair = Number(count) === 0 ? await createFirst(ports) : await renew(ports, file)
  if (keyPair !== undefined) await writePrivateFile(file, keyPair)
  return keyPair
}

async function createFirst(ports: AccountPorts): Promise<CreatedKeyPair | undefined> {
  try {
    return (await insertAdministrator(ports)).keyPair
  } catch (error) {
    // Another process that started on the same database was quicker.
    if (error instanceof AppError && error.code === 'duplicated_key') return undefined
    throw error
  }
}

function insertAdministrator(ports: AccountPorts): Promise<CreatedAccount> {
  return insertAccount(ports, {
    alias: 'admin',
    fullName: 'Administrator',
    roles,
    groups: ['public'],
    keyName: keyName,
    days: maxKeyPairDays,
  })
}

const keyName = 'Local administrator'

/** A month before its end, so that a machine that is rarely on does not lose its way in. */
const renewDays = 30

async function renew(ports: AccountPorts, file: string): Promise<CreatedKeyPair | undefined> {
  const apiKey = await readApiKey(file)
  if (apiKey === undefined) return undefined
  const now = ports.now()
  const renewBefore = new Date(now.getTime() + renewDays * 86_400_000)
  const [row] = await ports.store.query(findEnding, [apiKey, renewBefore])
  if (row === undefined) return undefined
  return createKeyPair(
    ports.store,
    { userId: row.user_id, name: keyName, days: maxKeyPairDays },
    now,
  )
}

async function readApiKey(file: string): Promise<string | undefined> {
  const text = await readFile(file, 'utf8').catch(() => '{}')
  const content: unknown = JSON.parse(text)
  const hasKey = typeof content === 'object' && content !== null && 'apiKey' in content
  return hasKey && typeof content.apiKey === 'string' ? content.apiKey : undefined
}

/** Written aside and renamed: a reader never sees half a file. */
async function writePrivateFile(
  file: string,
  { apiKey, apiSecret }: CreatedKeyPair,
): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  const draft = `${file}.new`
  await writeFile(draft, `${JSON.stringify({ apiKey, apiSecret })}\n`, { mode: 0o600 })
  // The mode above counts only for a file that did not exist.
  await chmod(draft, 0o600)
  await rename(draft, file)
}

const countUsers = defineStatement<{ readonly count: string }>(
  'accounts_count_users',
  'SELECT count(*) AS count FROM users',
)

const findEnding = defineStatement<{ readonly user_id: string }>(
  'accounts_find_ending_key_pair',
  'SELECT user_id FROM key_pairs WHERE api_key = $1 AND expire_at < $2',
)
