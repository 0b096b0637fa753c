import { type Logger } from 'pino'
import { type Accounts, createAccounts } from './accounts/create-accounts.ts'
import { ensureAdministrator } from './accounts/first-administrator.ts'
import { type CreatedKeyPair } from './accounts/create-key-pair.ts'
import { createSteadyClock } from './accounts/steady-clock.ts'
import { type Config, type Secrets } from './config.ts'
import { ingestScanResults } from './entities/scan-results.ts'
import { registerAudience } from './entities/register-audience.ts'
import { ingestScanResults } from './entities/scan-results.ts'
import { createQueue } from './queue/postgres-queue.ts'
import { type Queue } from './queue/queue.ts'
import { createAddressPolicy } from './scans/address-policy.ts'
import { createScans, type Scans } from './scans/create-scans.ts'
import { type ScanLimits } from './scans/scan-quota.ts'
import { createScanThread } from './scans/scan-thread.ts'
import { createSearch, type Search } from './search/create-search.ts'
import { createPostgresSearchEngine } from './search/postgres/postgres-search-engine.ts'
import { createSecretBox, type SecretBox } from './secrets/secret-box.ts'
import { loadSecretKey } from './secrets/load-secret-key.ts'
import { createSearch, type Search } from './search/create-search.ts'
import { createPostgresSearchEngine } from './search/postgres/postgres-search-engine.ts'
import { sha3 } from './entities/sha3.ts'
import { createQueue } from './queue/postgres-queue.ts'
import { type Queue } from './queue/queue.ts'
import { createAddressPolicy } from './scans/address-policy.ts'
import { createScans, type Scans } from './scans/create-scans.ts'
import { type ScanLimits } from './scans/scan-quota.ts'
import { type ScanLimits } from './scans/scan-quota.ts'
import { createScanThread } from './scans/scan-thread.ts'
import { toAddressPolicyOptions } from './scans/to-address-policy-options.ts'
import { openStore } from './store/open-store.ts'
import { type Store } from './store/store.ts'
import { createWebhooks, type Webhooks } from './webhooks/create-webhooks.ts'
import { createWebhooks, type Webhooks } from './webhooks/create-webhooks.ts'

/** The built ports and features of one process, made here from configuration and passed by hand. */
export type Context = AsyncDisposable & {
  readonly config: Config
  readonly log: Logger
  readonly store: Store
  readonly queue: Queue
  readonly secretBox: SecretBox
  readonly accounts: Accounts
  readonly queue: Queue
  readonly scans: Scans
  readonly webhooks: Webhooks
  readonly search: Search
  readonly search: Search
  readonly scans: Scans
  readonly webhooks: Webhooks
  /** The key pair of an administrator made at this start, to be shown once. */
  readonly newAdminKey: CreatedKeyPair | undefined
}

export type ContextOptions = {
  readonly config: Config
  readonly secrets: Secrets
  readonly log: Logger
}

/** Ports first, then features, each given only what it uses. */
export async function createContext({ config, secrets, log }: ContextOptions): Promise<Context> {
  await using built = new AsyncDisposableStack()
  // First of all, because it locks the folder that the key is made in.
  const store = built.use(await openStore(storeConfig(config, secrets)))
  const secretBox = createSecretBox(secrets.secretKey ?? (await loadSecretKey(config.dataDir)))
  const accountPorts = { store, now: createSteadyClock(), registerAudience }
  const accounts = createAccounts(accountPorts)
  const queue = createQueue({ store })
  const addressPolicy = createAddressPolicy(addressRules(config))
  const webhooks = createWebhooks({ store, queue, secretBox, addressPolicy })
  const engine = built.use(createScanThread(engineSettings(config)))
  const scans = createScans({
    ...{ store, queue, webhooks, addressPolicy, engine },
    ingest: ingestScanResults,
    limits: scanLimits(config),
    ttlMs: config.scanTtlMs,
  })
  const search = createSearch({ engine: createPostgresSearchEngine(store) })
  const newAdminKey = await ensureAdministrator(accountPorts, config.dataDir)
  const search = createSearch({ engine: createPostgresSearchEngine(store), sha3 })
  const queue = createQueue({ store })
  const reach = toAddressPolicyOptions(config)
  const addressPolicy = createAddressPolicy(reach)
  const webhooks = createWebhooks({ store, queue, secretBox, addressPolicy })
  const engine = built.use(
    createScanThread({ ...reach, profile: config.scanProfile, ports: config.scanPorts }),
  )
  const scans = createScans({
    store,
    queue,
    webhooks,
    engine,
    addressPolicy,
    ingest: ingestScanResults,
    limits: scanLimits(config),
    ttlMs: config.scanTtlMs,
  })
  const disposal = built.move()
  return {
    config,
    log,
    store,
    queue,
    secretBox,
    accounts,
    search,
    scans,
    webhooks,
    newAdminKey,
    [Symbol.asyncDispose]: () => disposal.disposeAsync(),
  }
}

function scanLimits(config: Config): ScanLimits {
  const { scansPerHour: perHour, scansPerDay: perDay, scansOpen: open, scanQueue: queue } = config
  return { perHour, perDay, open, queue }
}

function storeConfig(config: Config, { databaseUrl }: Secrets): Parameters<typeof openStore>[0] {
  if (databaseUrl !== undefined) return { kind: 'postgres', url: databaseUrl }
  return { kind: 'embedded', folder: config.dataDir }
}

/** One rule for targets, webhooks and private addresses in reports. */
function addressRules({ scanPrivate, host, scanDeny }: Config) {
  const isAlone = host === 'localhost' || host === '::1' || host.startsWith('127.')
  const accepts = scanPrivate === 'on' || (scanPrivate === 'auto' && isAlone)
  return { privateAddresses: accepts ? 'accept' : 'refuse', deny: scanDeny } as const
}

function engineSettings(config: Config): Parameters<typeof createScanThread>[0] {
  return { ...addressRules(config), profile: config.scanProfile, ports: config.scanPorts }
}

function scanLimits(config: Config): ScanLimits {
  const { scansPerHour, scansPerDay, scansOpen, scanQueue } = config
  return { perHour: scansPerHour, perDay: scansPerDay, open: scansOpen, queue: scanQueue }
}
