import { type Logger, pino } from 'pino'
import { type Config } from './config.ts'

/** Lines of JSON on standard error: standard output is for the person who starts the server. */
export function createLog(level: Config['logLevel']): Logger {
  return pino({ level, base: null }, pino.destination(2))
}
