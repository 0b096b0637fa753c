import { flushCompileCache } from 'node:module'
import { type Logger } from 'pino'
import { type Config, ConfigError, readConfig, type Secrets } from './config.ts'
import type { Context } from './context.ts'
import { createLog } from './create-log.ts'
import { openStore, type StoreConfig } from './store/open-store.ts'

/** What a process does beside holding the context, until it is disposed. */
type Part = (context: Context) => Promise<AsyncDisposable & { readonly url?: string }>

export type PartName = 'worker' | 'server'

const parts: Readonly<Record<PartName, () => Promise<Part>>> = {
  worker: async () => (await import('./start-worker.ts')).startWorker,
  server: async () => (await import('./start-server.ts')).startServer,
}

/** Reads the configuration, builds the context, runs the parts until a signal, stops in reverse. */
export async function runProcess(names: readonly PartName[]): Promise<void> {
  try {
    const { config, secrets } = readConfig()
    const log = createLog(config.logLevel)
    process.on('uncaughtException', (error) => endAtOnce(log, error))
    surviveClosedOutput()
    const stopped = stopSignal()
    await using running = new AsyncDisposableStack()
    // The store comes first, as it locks the data folder; this thread loads the rest meanwhile.
    const [store, { createContext }, { toBanner }, ...starts] = await Promise.all([
      openStore(toStoreConfig(config, secrets)),
      import('./context.ts'),
      import('./start-banner.ts'),
      ...names.map((name) => parts[name]()),
    ])
    running.use(store)
    const context = running.use(await createContext({ config, secrets, log, store }))
    let url: string | undefined
    for (const start of starts) url = running.use(await start(context)).url ?? url
    if (url !== undefined) process.stdout.write(toBanner(url, context))
    // Otherwise kept only by a process that ends in good order.
    flushCompileCache()
    await stopped
  } catch (error) {
    fail(error)
  }
}

/** Never goes on after what nobody expected: a supervisor starts the process again. */
function endAtOnce(log: Logger, error: unknown): void {
  log.fatal({ err: error }, 'uncaught exception')
  process.exit(1)
}

/** Whoever read the output may leave (`npm start | head -1`); the server goes on without it. */
function surviveClosedOutput(): void {
  for (const output of [process.stdout, process.stderr]) output.on('error', () => undefined)
}

function toStoreConfig({ dataDir }: Config, { databaseUrl }: Secrets): StoreConfig {
  if (databaseUrl !== undefined) return { kind: 'postgres', url: databaseUrl }
  return { kind: 'embedded', folder: dataDir }
}

/** Resolves at the first request to stop; the second one does not wait. */
function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    let isStopping = false
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      process.on(signal, () => {
        if (isStopping) process.exit(1)
        isStopping = true
        resolve()
      })
    }
  })
}

/** Exit codes: 73 for a folder in use (sysexits.h EX_CANTCREAT), 78 for bad settings (EX_CONFIG). */
function fail(error: unknown): void {
  console.error(error instanceof Error ? error.message : String(error))
  if (hasCode(error, 'folder_locked')) process.exit(73)
  const isBadSetting = error instanceof ConfigError || hasCode(error, 'bad_setting')
  process.exit(isBadSetting ? 78 : 1)
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
