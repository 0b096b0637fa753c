import { availableParallelism } from 'node:os'
import { type ForecastOptions, forecastScan, type Scope } from '@windvane/scan'
import { type Logger } from 'pino'
import { type NewAdminKey } from './accounts/admin-key-file.ts'
import { type Accounts, createAccounts } from './accounts/create-accounts.ts'
import { ensureAdministrator } from './accounts/first-administrator.ts'
import { createSteadyClock } from './accounts/steady-clock.ts'
import { type Alerts, createAlerts } from './alerts/create-alerts.ts'
import { type Analytics, createAnalytics } from './analytics/create-analytics.ts'
import { type Config, type Secrets } from './config.ts'
import { createEntities, type Entities } from './entities/create-entities.ts'
import { registerAudience } from './entities/register-audience.ts'
import { ingestScanResults } from './entities/scan-results.ts'
import { sha3 } from './entities/sha3.ts'
import { createFeeds, type Feeds } from './feeds/create-feeds.ts'
import { createQueue } from './queue/postgres-queue.ts'
import { type Queue } from './queue/queue.ts'
import { createSavedSearches, type SavedSearches } from './saved-searches/create-saved-searches.ts'
import { type AddressPolicyOptions, createAddressPolicy } from './scans/address-policy.ts'
import { createScans, type Scans } from './scans/create-scans.ts'
import { type NeverListFile, openNeverList } from './scans/never-list-file.ts'
import { readTrustAnchors } from './scans/read-trust-anchors.ts'
import { type ScanEngine } from './scans/scan-engine.ts'
import { type ScanLimits } from './scans/scan-quota.ts'
import { createScanThread } from './scans/scan-thread.ts'
import { type ThreadSettings } from './scans/thread-messages.ts'
import { toAddressPolicyOptions } from './scans/to-address-policy-options.ts'
import { createSearch, type Search } from './search/create-search.ts'
import { createPostgresSearchEngine } from './search/postgres/postgres-search-engine.ts'
import { type QueryLimits } from './search/query-places.ts'
import { type SearchEngine } from './search/search-engine.ts'
import { loadSecretKey } from './secrets/load-secret-key.ts'
import { createSecretBox, type SecretBox } from './secrets/secret-box.ts'
import { checkStore } from './store/check-store.ts'
import { type Store } from './store/store.ts'
import { createWatcher } from './watchlists/create-watcher.ts'
import { createWatchlists, type Watchlists } from './watchlists/create-watchlists.ts'
import { createWebhooks, type Webhooks } from './webhooks/create-webhooks.ts'

/** The built ports and features of one process, made here from configuration and passed by hand. */
export type Context = AsyncDisposable & {
  readonly config: Config
  readonly log: Logger
  readonly store: Store
  readonly queue: Queue
  readonly secretBox: SecretBox
  readonly accounts: Accounts
  readonly entities: Entities
  readonly search: Search
  readonly analytics: Analytics
  readonly scans: Scans
  readonly webhooks: Webhooks
  readonly feeds: Feeds
  readonly watchlists: Watchlists
  readonly savedSearches: SavedSearches
  readonly alerts: Alerts
  /** Rejects with `unavailable` when the process cannot serve. */
  readonly checkHealth: () => Promise<void>
  /** The key pair of an administrator made at this start, to be shown once. */
  readonly newAdminKey: NewAdminKey | undefined
  /** Whether addresses of private networks and of this machine may be scanned. */
  readonly acceptsPrivateTargets: boolean
}

export type ContextOptions = {
  readonly config: Config
  readonly secrets: Secrets
  readonly log: Logger
  /** Open, and closed by whoever opened it, after the context. */
  readonly store: Store
}

/** Ports first, then features, each given only what it uses. */
export async function createContext(options: ContextOptions): Promise<Context> {
  const { config, secrets, log, store } = options
  await using built = new AsyncDisposableStack()
  const secretKey = secrets.secretKey ?? (await loadSecretKey(config.dataDir))
  const secretBox = createSecretBox(secretKey)
  const accountPorts = { store, now: createSteadyClock(), registerAudience }
  const accounts = createAccounts(accountPorts)
  const own = toAddressPolicyOptions(config)
  const networks = { ...own, deny: [...own.deny, ...config.scanDeny] }
  const reach = { ...networks, never: openNever(config, log) }
  const queue = createQueue({ store })
  const engine = built.use(createScanThread({ ...networks, ...threadSettings(config) }))
  const context = {
    config,
    log,
    store,
    secretBox,
    accounts,
    analytics: createAnalytics({ store, accounts, secretKey }),
    queue,
    feeds: createFeeds({ store, queue, intervalMs: config.feedsIntervalMs }),
    ...createMessaging(config, { store, queue, secretBox, engine, reach }),
    newAdminKey: await ensureAdministrator(accountPorts, config.dataDir),
    acceptsPrivateTargets: reach.privateAddresses === 'accept',
    checkHealth: () => checkStore(store),
  }
  const disposal = built.move()
  return { ...context, [Symbol.asyncDispose]: () => disposal.disposeAsync() }
}

type MessagingPorts = {
  readonly store: Store
  readonly queue: Queue
  readonly secretBox: SecretBox
  readonly engine: ScanEngine
  readonly reach: AddressPolicyOptions
}

/** Scans, reports and what watches them share the queue and the webhooks. */
function createMessaging(config: Config, ports: MessagingPorts) {
  const { store, queue, secretBox, engine, reach } = ports
  const addressPolicy = createAddressPolicy(reach)
  const webhooks = createWebhooks({ store, queue, secretBox, addressPolicy })
  const searchEngine = createPostgresSearchEngine(store)
  const searchPorts = { store, engine: searchEngine, sha3 }
  const search = createSearch({ ...searchPorts, limits: queryLimits(config) })
  const alerting = createAlerting(config, { store, queue, webhooks, search, engine: searchEngine })
  const { watcher } = alerting
  const { privateAddresses } = reach
  const entities = createEntities({ store, privateAddresses, watcher })
  const scans = createScans({
    store,
    queue,
    webhooks,
    engine,
    addressPolicy,
    ingest: (tx, results) => ingestScanResults(tx, results, watcher),
    limits: scanLimits(config),
    ttlMs: config.scanTtlMs,
    coolDownMs: config.scanCoolDownMs,
    forecast: (target) => forecastScan(target, forecastOptions(config, addressPolicy.scope)),
  })
  return { webhooks, search, entities, scans, ...alerting }
}

type AlertingPorts = {
  readonly store: Store
  readonly queue: Queue
  readonly webhooks: Webhooks
  readonly search: Search
  readonly engine: SearchEngine
}

function createAlerting(config: Config, ports: AlertingPorts) {
  const { store, queue, webhooks } = ports
  const { alertWindowMs: windowMs, alertsPerHour: perHour, alertRetentionMs: retentionMs } = config
  const alertLimits = { windowMs, perHour }
  const limits = { watchlists: config.watchlists, watches: config.watches }
  return {
    watcher: createWatcher({ webhooks, limits: alertLimits }),
    watchlists: createWatchlists({ store, webhooks, sha3, limits, alertLimits }),
    savedSearches: createSavedSearches({
      ...ports,
      limit: config.savedSearches,
      intervalMs: config.savedSearchIntervalMs,
      alertLimits,
    }),
    alerts: createAlerts({ store, queue, limits: alertLimits, retentionMs }),
  }
}

function openNever({ scanNever }: Config, log: Logger): NeverListFile | undefined {
  if (scanNever === undefined) return undefined
  const onProblem = (problems: readonly string[]): void =>
    log.error({ problems }, 'cannot read all of SCAN_NEVER: what it forbade stays forbidden')
  return openNeverList(scanNever, { onProblem })
}

function threadSettings(config: Config): Omit<ThreadSettings, 'privateAddresses' | 'deny'> {
  const { scanContact: contact, scanCaFile: caFile } = config
  return {
    neverFile: config.scanNever,
    profile: config.scanProfile,
    ports: config.scanPorts,
    udp: config.scanUdp,
    engine: config.scanEngine,
    deadlineMs: config.scanDeadlineMs,
    userAgent: contact && `Mozilla/5.0 (compatible; Windvane; +${contact})`,
    trustAnchors: caFile === undefined ? [] : readTrustAnchors(caFile),
    connectionsPerSecond: config.scanConnectsPerSecond,
    probesPerSecond: config.scanProbesPerSecond,
  }
}

function forecastOptions(config: Config, scope: Scope): ForecastOptions {
  const {
    scanProfile: profile,
    scanPorts: ports,
    scanUdp: udp,
    scanDeadlineMs: deadlineMs,
  } = config
  return { profile, ports, udp, deadlineMs, scope }
}

/** reliability.md 2.7: two for each processor, unless told. */
function queryLimits({ queriesPerAccount, queriesAtOnce }: Config): QueryLimits {
  const atOnce = queriesAtOnce === 0 ? availableParallelism() * 2 : queriesAtOnce
  return { perAccount: queriesPerAccount, atOnce }
}

function scanLimits(config: Config): ScanLimits {
  const { scansPerHour: perHour, scansPerDay: perDay, scansOpen: open, scanQueue: queue } = config
  return { perHour, perDay, open, queue }
}
