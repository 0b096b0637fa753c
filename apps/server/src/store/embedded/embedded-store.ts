import { join } from 'node:path'

import { AppError } from '@windvane/model'

import { runTransaction } from '../pg/run-transaction.ts'
import { type QueryOptions, type Statement, type Store, type Transaction } from '../store.ts'
import { prepareDatabaseFolder } from './database-folder.ts'
import { lockFolder } from './folder-lock.ts'
import { createLossError } from './loss-error.ts'
import { startMaintenance } from './maintenance.ts'
import { migrateSession } from './migrate-session.ts'
import { SessionGate } from './session-gate.ts'
import { Session, SessionLost } from './session.ts'

export type EmbeddedStoreOptions = {
  /** The data folder. The database is in a folder of its own in it. */
  readonly folder: string
}

const reopenDelayMs = 2_000

/**
 * Opens the database inside this process, its schema up to date. Rejects with `FolderLockedError`
 * when another process has the folder open.
 */
export async function createEmbeddedStore({ folder }: EmbeddedStoreOptions): Promise<Store> {
  const lock = lockFolder(folder)
  try {
    const databaseFolder = join(folder, 'database')
    await prepareDatabaseFolder(databaseFolder)
    const store = new EmbeddedStore(databaseFolder, lock)
    await store.open()
    return store
  } catch (error) {
    lock[Symbol.dispose]()
    throw error
  }
}

class EmbeddedStore implements Store {
  readonly kind = 'embedded'
  readonly #folder: string
  readonly #lock: Disposable
  readonly #gate = new SessionGate()
  readonly #maintenance = startMaintenance(this)
  #session: Session | undefined
  #failure: AppError | undefined
  #reopenTimer: NodeJS.Timeout | undefined
  #isClosed = false

  constructor(folder: string, lock: Disposable) {
    this.#folder = folder
    this.#lock = lock
  }

  async open(): Promise<void> {
    const session = await Session.open(this.#folder, () => void this.#reopen())
    try {
      await migrateSession(session)
    } catch (error) {
      await session.close()
      throw error
    }
    this.#session = session
  }

  async query<Row>(
    statement: Statement<Row>,
    values?: readonly unknown[],
    options?: QueryOptions,
  ): Promise<readonly Row[]> {
    try {
      return await this.#gate.pass(async () => this.#getSession().query(statement, values, options))
    } catch (error) {
      if (!(error instanceof SessionLost)) throw error
      if (error.hasBegun) throw await createLossError(this.#folder, error)
      return this.query(statement, values, options)
    }
  }

  async transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    await this.#gate.take()
    let hasStarted = false
    try {
      return await runTransaction(this.#getSession(), (tx) => {
        hasStarted = true
        return work(tx)
      })
    } catch (error) {
      if (!(error instanceof SessionLost)) throw error
      if (hasStarted) throw await createLossError(this.#folder, error)
    } finally {
      this.#gate.release()
    }
    return this.transaction(work)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#isClosed) return
    this.#isClosed = true
    // A reopening under way ends first: the gate is paused meanwhile.
    await this.#gate.take()
    clearTimeout(this.#reopenTimer)
    this.#maintenance[Symbol.dispose]()
    await this.#session?.close()
    this.#session = undefined
    this.#lock[Symbol.dispose]()
    this.#gate.release()
  }

  #getSession(): Session {
    if (this.#session !== undefined) return this.#session
    throw this.#failure ?? new AppError('unavailable')
  }

  /** Nobody is let in meanwhile. When it fails, callers are told, and it is tried again and again. */
  async #reopen(): Promise<void> {
    this.#session = undefined
    this.#gate.pause()
    try {
      await this.open()
    } catch (error) {
      this.#failure = await createLossError(this.#folder, error)
      this.#reopenTimer = setTimeout(() => void this.#reopen(), reopenDelayMs)
    }
    this.#gate.resume()
  }
}
