import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { errors } from '@windvane/model'
import { CommandError, type Environment } from './define-command.ts'

export type ServerRequest = {
  /** POST unless told. */
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly path: string
  readonly body?: unknown
}

/** `undefined` when the server found nothing. */
export type ServerReply = { readonly body: unknown }

/** Sends one request to the server with the caller's key pair, or the administrator's of this machine. */
export async function requestServer(
  environment: Environment,
  request: ServerRequest,
): Promise<ServerReply> {
  const response = await openReply(environment, request)
  const text = (await response?.text()) ?? ''
  return { body: text === '' ? undefined : JSON.parse(text) }
}

/** The same for a reply that is read piece by piece, however long that takes. */
export async function openReply(
  environment: Environment,
  request: ServerRequest,
): Promise<Response | undefined> {
  const response = await send(environment, request)
  if (isNothing(response)) return undefined
  if (response.status >= 400) throw toCommandError(response)
  return response
}

/** As a server says it by default, and with `EMPTY_STATUS=404`. */
function isNothing({ status, headers }: Response): boolean {
  return status === 204 || (status === 404 && headers.get('x-error') === errors.no_results.message)
}

async function send(
  environment: Environment,
  { method = 'POST', path, body }: ServerRequest,
): Promise<Response> {
  const { apiKey, apiSecret } = await findKeyPair(environment)
  const silence = new AbortController()
  const timer = setTimeout(() => silence.abort(), 30_000)
  try {
    return await fetch(`${environment.url}${path}`, {
      method,
      headers: { 'content-type': 'application/json', 'api-key': apiKey, 'api-secret': apiSecret },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: silence.signal,
    })
  } catch (cause) {
    throw new CommandError(
      `Cannot reach a server at ${environment.url}: start one with "windvane serve", or set WINDVANE_URL`,
      { exitCode: 69, cause },
    )
  } finally {
    clearTimeout(timer)
  }
}

type KeyPair = { readonly apiKey: string; readonly apiSecret: string }

async function findKeyPair(environment: Environment): Promise<KeyPair> {
  const { apiKey, apiSecret } = environment
  if (apiKey !== undefined && apiSecret !== undefined) return { apiKey, apiSecret }
  const file = join(environment.dataFolder, 'admin-key.json')
  try {
    // the server wrote this file, mode 0600
    return JSON.parse(await readFile(file, 'utf8')) as KeyPair
  } catch (cause) {
    throw new CommandError(
      `Cannot read a key pair from ${file}: set WINDVANE_API_KEY and WINDVANE_API_SECRET, or DATA_DIR`,
      { exitCode: 77, cause },
    )
  }
}

function toCommandError(response: Response): CommandError {
  const reason = response.headers.get('x-error') ?? response.statusText
  const id = response.headers.get('x-error-id')
  return new CommandError(
    `The server answered ${response.status}: ${reason}${id === null ? '' : ` (${id})`}`,
    { exitCode: exitCodes.get(response.status) ?? 69 },
  )
}

/** By the status of the reply; with any other the server cannot do its part. */
const exitCodes: ReadonlyMap<number, number> = new Map([
  [400, 64],
  [413, 64],
  [401, 77],
  [403, 77],
])
