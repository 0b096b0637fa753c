import { hash } from 'node:crypto'
import { type Accounts } from '../accounts/create-accounts.ts'
import { type Identity } from '../accounts/identity.ts'
import { type ShownCredential } from './read-credential.ts'

/** A revocation counts within this time on every process (reliability.md P7). */
const rememberMs = 1_000
const maxRemembered = 10_000

export type Identify = {
  /** Without a query when the credential was verified within the last second. */
  readonly recall: (credential: ShownCredential) => Identity | undefined
  /** `undefined` for any credential that may not be used. */
  readonly verify: (credential: ShownCredential) => Promise<Identity | undefined>
}

export function createIdentify(
  accounts: Pick<Accounts, 'identifyKeyPair' | 'identifySession'>,
  nowMs: () => number = () => performance.now(),
): Identify {
  const remembered = new Map<string, { readonly identity: Identity; readonly untilMs: number }>()

  return {
    recall: (credential) => {
      const key = digest(credential)
      const entry = remembered.get(key)
      if (entry === undefined || entry.untilMs > nowMs()) return entry?.identity
      remembered.delete(key)
      return undefined
    },
    verify: async (credential) => {
      const untilMs = nowMs() + rememberMs
      const identity = await find(accounts, credential)
      if (identity === undefined) return undefined
      if (remembered.size >= maxRemembered) remembered.clear()
      remembered.set(digest(credential), { identity, untilMs })
      return identity
    },
  }
}

function find(
  accounts: Pick<Accounts, 'identifyKeyPair' | 'identifySession'>,
  credential: ShownCredential,
): Promise<Identity | undefined> {
  if (credential.kind === 'key-pair') return accounts.identifyKeyPair(credential)
  return accounts.identifySession(credential.token)
}

/** The memory holds no secret, and an entry is found only by who knows the whole credential. */
function digest(credential: ShownCredential): string {
  const text =
    credential.kind === 'key-pair'
      ? `${credential.apiKey}:${credential.apiSecret}`
      : credential.token
  return hash('sha256', `${credential.kind}:${text}`, 'base64')
}
