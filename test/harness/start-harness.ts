import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Role, roles as allRoles } from '@windvane/model'
import { type Config, readConfig, type Secrets } from '../../apps/server/src/config.ts'
import { type Context, createContext } from '../../apps/server/src/context.ts'
import { createLog } from '../../apps/server/src/create-log.ts'
import { startServer } from '../../apps/server/src/start-server.ts'
import { startWorker } from '../../apps/server/src/start-worker.ts'
import { openStore } from '../../apps/server/src/store/open-store.ts'
import { createTestDatabase } from '../../apps/server/src/store/test-database.ts'

export type HarnessOptions = {
  /** Whether scans run and webhooks are sent; without, tasks stay queued. */
  readonly worker?: boolean
  /** Settings in place of the defaults of a test: a free port, no rate limits, no log. */
  readonly config?: Partial<Config>
}

export type KeyHeaders = { readonly 'api-key': string; readonly 'api-secret': string }

export type HarnessRequest = {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  /** Sent as JSON. */
  readonly body?: unknown
  /** Sent as it is. */
  readonly rawBody?: string | Uint8Array<ArrayBuffer>
}

export type HarnessReply = {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** The body as JSON; `undefined` when it is none. Untyped on purpose: a test says what it wants. */
  readonly json: unknown
}

export type Harness = AsyncDisposable & {
  readonly url: string
  readonly context: Context
  readonly store: Context['store']
  /** Credentials of a new account. Without groups: `public` alone. */
  readonly keys: (roles?: readonly Role[], groups?: readonly string[]) => Promise<KeyHeaders>
  readonly request: (path: string, request?: HarnessRequest) => Promise<HarnessReply>
}

/** Boots the real server on a free port of 127.0.0.1 and a database of its own. */
export async function startHarness(options: HarnessOptions = {}): Promise<Harness> {
  await using built = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'windvane-harness-'))
  built.defer(() => rm(folder, { recursive: true, force: true }))
  const database = built.use(await createTestDatabase())
  const store = built.use(await openStore(database.config))
  const context = built.use(
    await createContext({ ...toContextOptions(folder, database, options), store }),
  )
  if (options.worker === true) built.use(await startWorker(context))
  const { url } = built.use(await startServer(context))
  const running = built.move()
  return {
    url,
    context,
    store: context.store,
    keys: (roles = ['user', 'reporter'], groups = ['public']) => createKeys(context, roles, groups),
    request: (path, request = {}) => send(`${url}${path}`, request),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}

type TestDatabase = Awaited<ReturnType<typeof createTestDatabase>>

function toContextOptions(folder: string, database: TestDatabase, options: HarnessOptions) {
  const { config, secrets } = readConfig({ PORT: '0', RATE_LIMITS: 'off', LOG_LEVEL: 'silent' })
  const store = database.config
  const dataDir = store.kind === 'embedded' ? store.folder : folder
  const databaseUrl = store.kind === 'postgres' ? store.url : undefined
  return {
    config: { ...config, dataDir, ...options.config },
    secrets: { ...secrets, databaseUrl } satisfies Secrets,
    log: createLog('silent'),
  }
}

let accounts = 0

async function createKeys(
  { accounts: feature }: Context,
  roles: readonly Role[],
  groups: readonly string[],
): Promise<KeyHeaders> {
  accounts += 1
  const alias = `tester-${accounts}`
  const grantor = { userId: '', alias: '', roles: allRoles, groups: [] }
  const account = { alias, fullName: alias, roles, groups, keyName: alias, days: 1 }
  const { keyPair } = await feature.createAccount(grantor, account)
  return { 'api-key': keyPair.apiKey, 'api-secret': keyPair.apiSecret }
}

async function send(url: string, request: HarnessRequest): Promise<HarnessReply> {
  const { method = 'GET', headers = {}, body, rawBody } = request
  const sent = body === undefined ? rawBody : JSON.stringify(body)
  const response = await fetch(url, {
    method,
    headers: { ...(sent !== undefined && { 'content-type': 'application/json' }), ...headers },
    ...(sent !== undefined && { body: sent }),
  })
  const text = await response.text()
  const { status, headers: received } = response
  const isJson = received.get('content-type')?.startsWith('application/json') === true
  const json: unknown = isJson && text !== '' ? JSON.parse(text) : undefined
  return { status, headers: received, text, json }
}
