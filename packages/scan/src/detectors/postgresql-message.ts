/** What a server says first: how it wants us to log in, or why it will not have us. */
export type PostgresqlMessage = {
  readonly authentication?: string
  /** Of SASL (55.3). */
  readonly mechanisms?: readonly string[]
  readonly fields?: PostgresqlError
}

/** ErrorResponse (55.8); the source is the place in the server's own code. */
type PostgresqlError = {
  readonly severity: string
  readonly message: string
  readonly code: string
  readonly source?: string
}

const messageLimitBytes = 4096

/** Whether a message has arrived whole. */
export function hasPostgresqlMessage(bytes: Buffer): boolean {
  return bytes.length >= 5 && bytes.length >= 1 + bytes.readUInt32BE(1)
}

/** Reads an authentication request or an error (55.7); undefined when it is neither. */
export function readPostgresqlMessage(bytes: Buffer): PostgresqlMessage | undefined {
  if (bytes.length < 9 || !hasPostgresqlMessage(bytes)) return undefined
  const kind = String.fromCharCode(bytes.readUInt8(0))
  const length = bytes.readUInt32BE(1)
  if (length < 8 || length > messageLimitBytes) return undefined
  const body = bytes.subarray(5, 1 + length)
  if (kind === 'R') return readAuthentication(body)
  const fields = kind === 'E' ? readError(body) : undefined
  return fields && { fields }
}

/** Codes of AuthenticationXXX; of SASL the mechanisms follow. */
const authentications: Readonly<Record<number, string>> = {
  0: 'trust',
  2: 'kerberos',
  3: 'password',
  5: 'md5',
  7: 'gss',
  9: 'sspi',
  10: 'scram-sha-256',
}
const sasl = 10

function readAuthentication(body: Buffer): PostgresqlMessage | undefined {
  const code = body.readUInt32BE(0)
  const authentication = authentications[code]
  if (authentication === undefined) return undefined
  if (code !== sasl) return { authentication }
  const mechanisms = body
    .toString('latin1', 4)
    .split('\0', 10)
    .filter((name) => name !== '')
  return { authentication: nameSasl(mechanisms), mechanisms }
}

function nameSasl(mechanisms: readonly string[]): string {
  const isScram = mechanisms.length === 0 || mechanisms.some((name) => name.startsWith('SCRAM-'))
  return isScram ? 'scram-sha-256' : (mechanisms[0] ?? '').toLowerCase()
}

/** A letter, text, NUL. */
function readError(bytes: Buffer): PostgresqlError | undefined {
  const fields = new Map<string, string>()
  for (const part of bytes.toString('utf8').split('\0', 30))
    fields.set(part.slice(0, 1), part.slice(1))
  const [severity, code, message] = [fields.get('S'), fields.get('C'), fields.get('M')]
  const isError = code !== undefined && /^[0-9A-Z]{5}$/.test(code)
  if (severity === undefined || message === undefined || !isError) return undefined
  const source = [fields.get('F'), fields.get('L'), fields.get('R')]
  return { severity, message, code, ...(source[0] ? { source: source.join(':') } : {}) }
}
