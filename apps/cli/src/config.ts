import { resolve } from 'node:path'
import { CommandError, type Environment } from './define-command.ts'
import { hasColour } from './terminal/has-colour.ts'

/** Reads the settings the command line shares with the server, and its own three. */
export function readEnvironment(variables: NodeJS.ProcessEnv = process.env): Environment {
  const host = variables['HOST'] ?? '127.0.0.1'
  const port = parsePort(variables['PORT'] ?? '8080')
  return {
    url: (variables['WINDVANE_URL'] ?? `http://${toAuthority(host)}:${port}`).replace(/\/$/, ''),
    dataFolder: resolve(variables['DATA_DIR'] ?? './data'),
    apiKey: variables['WINDVANE_API_KEY'],
    apiSecret: variables['WINDVANE_API_SECRET'],
    host,
    port,
    databaseUrl: variables['DATABASE_URL'],
    hasColour: hasColour(process.stdout, variables),
    variables,
  }
}

/** Where a server that listens on `host` is reached from this machine. */
function toAuthority(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1'
  if (host === '::') return '[::1]'
  return host.includes(':') ? `[${host}]` : host
}

function parsePort(text: string): number {
  const port = Number(text)
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port
  throw new CommandError(`Cannot read PORT "${text}": it must be a number from 0 to 65535`, {
    exitCode: 64,
  })
}
