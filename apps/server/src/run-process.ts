import { type Logger } from 'pino'
import { type CreatedKeyPair } from './accounts/create-key-pair.ts'
import { ConfigError, readConfig } from './config.ts'
import { type Context, createContext } from './context.ts'
import { createLog } from './create-log.ts'

/** What a process does beside holding the context, until it is disposed. */
export type Part = (context: Context) => Promise<AsyncDisposable & { readonly url?: string }>

/** Reads the configuration, builds the context, runs the parts until a signal, stops in reverse. */
export async function runProcess(parts: readonly Part[]): Promise<void> {
  try {
    const { config, secrets } = readConfig()
    const log = createLog(config.logLevel)
    process.on('uncaughtException', (error) => endAtOnce(log, error))
    const stopped = stopSignal()
    await using running = new AsyncDisposableStack()
    const context = running.use(await createContext({ config, secrets, log }))
    for (const part of parts) announce(running.use(await part(context)).url, context.newAdminKey)
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

function announce(url: string | undefined, key: CreatedKeyPair | undefined): void {
  if (url === undefined) return
  console.log(`Windvane listens on ${url}`)
  if (key === undefined) return
  console.log(`
An administrator was made. Its key pair, shown once and kept in DATA_DIR/admin-key.json:

  api-key: ${key.apiKey}
  api-secret: ${key.apiSecret}

Try it:

  curl ${url}/api/auth/v2/keypair -H 'api-key: ${key.apiKey}' -H 'api-secret: ${key.apiSecret}'
`)
}

/** Exit codes: 73 for a folder in use (sysexits.h EX_CANTCREAT), 78 for bad settings (EX_CONFIG). */
function fail(error: unknown): void {
  console.error(error instanceof Error ? error.message : String(error))
  if (isFolderLocked(error)) process.exit(73)
  process.exit(error instanceof ConfigError ? 78 : 1)
}

function isFolderLocked(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'folder_locked'
}
