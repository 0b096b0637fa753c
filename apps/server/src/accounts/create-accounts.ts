import { type Principal } from '@windvane/model'
import {
  type AccountPorts,
  createAccount,
  type CreatedAccount,
  type NewAccount,
} from './create-account.ts'
import { type CreatedSession, type NewSession } from './create-session.ts'
import { findHolders } from './find-holders.ts'
import { identifyKeyPair, type KeyPairSecret } from './identify-key-pair.ts'
import { identifySession } from './identify-session.ts'
import { type Credential, type Identity } from './identity.ts'
import { getKeyPairInfo, type KeyPairInfo } from './key-pair-info.ts'
import { openSession } from './open-session.ts'

/** Users, their key pairs and sessions. */
export type Accounts = {
  /** `undefined` when the pair is unknown, wrong, unverified, expired or its user disabled. */
  readonly identifyKeyPair: (secret: KeyPairSecret) => Promise<Identity | undefined>
  /** `undefined` when the bearer is unknown, unverified, expired or its user disabled. */
  readonly identifySession: (bearer: string) => Promise<Identity | undefined>
  /** Who holds each of these credentials now, by its id; nobody for one that may not be used. */
  readonly findHolders: (
    credentials: readonly Credential[],
  ) => Promise<ReadonlyMap<string, Principal>>
  readonly keyPairInfo: (credential: Credential | undefined) => Promise<KeyPairInfo>
  readonly createAccount: (grantor: Principal, account: NewAccount) => Promise<CreatedAccount>
  readonly openSession: (
    opener: Principal,
    session: Omit<NewSession, 'verified'>,
  ) => Promise<CreatedSession>
}

export function createAccounts(ports: AccountPorts): Accounts {
  return Object.freeze({
    identifyKeyPair: (secret) => identifyKeyPair(ports.store, secret, ports.now()),
    identifySession: (bearer) => identifySession(ports.store, bearer, ports.now()),
    findHolders: (credentials) => findHolders(ports.store, credentials, ports.now()),
    keyPairInfo: (credential) => getKeyPairInfo(ports.store, credential),
    createAccount: (grantor, account) => createAccount(ports, grantor, account),
    openSession: (opener, session) => openSession(ports, opener, session),
  } satisfies Accounts)
}
