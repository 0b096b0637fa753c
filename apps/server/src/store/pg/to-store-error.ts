import { AppError } from '@windvane/model'

import { AdapterError } from '../adapter-error.ts'

/** What a caller meets instead of an error of the driver or of the database. */
export function toStoreError(adapter: string, cause: unknown): AppError | AdapterError {
  if (cause instanceof AppError || cause instanceof AdapterError) return cause
  const error = new AdapterError(adapter, cause)
  const { code } = error
  if (code === queryCanceled) {
    return new AppError('query_timeout', {}, { cause: error, retryAfterSeconds: 1 })
  }
  if (code === diskFull || code === 'ENOSPC') {
    return new AppError('storage_full', {}, { cause: error, retryAfterSeconds: 30 })
  }
  if (isConnectionLoss(error)) {
    return new AppError('unavailable', {}, { cause: error, retryAfterSeconds: 1 })
  }
  return error
}

// SQLSTATE, https://www.postgresql.org/docs/current/errcodes-appendix.html
const queryCanceled = '57014'
const diskFull = '53100'
const connectionLossCodes = /^(?:08...|57P0.|53300|E[A-Z]+)$/

/** The driver reports a lost or refused connection without any code. */
const connectionLossMessage =
  /: (?:Connection terminated|timeout exceeded when trying to connect|Client (?:has encountered a connection error|was closed))/

function isConnectionLoss(error: AdapterError): boolean {
  if (error.code !== undefined) return connectionLossCodes.test(error.code)
  return connectionLossMessage.test(error.message)
}
