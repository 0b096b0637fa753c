import { constants } from 'node:crypto'
import { once } from 'node:events'
import { isIP } from 'node:net'
import { connect, rootCertificates, type TLSSocket } from 'node:tls'
import { type Dialogue } from '../../service/service-port.ts'
import { DialogueStream } from './dialogue-stream.ts'

/** What a whole handshake by Node is to be like. */
export type ShakeOptions = {
  readonly serverName: string | null
  readonly version: ShakeVersion
  /** A session of before to go on with. */
  readonly session?: Buffer
  /** Whether the server may give the session as a ticket (RFC 5077) rather than keep it. */
  readonly hasTickets: boolean
  readonly trustAnchors: readonly string[]
  /** For the whole handshake. */
  readonly timeoutMs: number
}

/** The versions that the OpenSSL of Node speaks. */
export type ShakeVersion = 'TLSv1' | 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3'

/** What a whole handshake came to. */
export type Shake = {
  readonly isResumed: boolean
  /** For another handshake to go on with. */
  readonly session?: Buffer
  /** Whether the server gave the session as a ticket. */
  readonly hasTicket: boolean
  /** Why OpenSSL does not trust the certificate; absent when it does. */
  readonly trustError?: string
  /** Asks to negotiate anew (RFC 5246 7.4.1.1): whether the server agrees; undefined when it is silent. */
  readonly renegotiate: () => Promise<boolean | undefined>
  /** Ends the connection as a client should, so that the server keeps the session. */
  readonly end: () => Promise<void>
}

/** Performs a whole handshake; the error when it fails, which after a request may mean a refusal. */
export async function shakeHands(
  dialogue: Dialogue,
  options: ShakeOptions,
): Promise<Shake | Error> {
  const socket = startClient(dialogue, options)
  // Whatever else goes wrong on the connection is told by the promises below.
  socket.on('error', () => undefined)
  try {
    const signal = AbortSignal.timeout(options.timeoutMs)
    await once(socket, 'secureConnect', { signal })
    const session = await takeSession(socket, options)
    if (session instanceof Error) return session
    return {
      isResumed: socket.isSessionReused(),
      hasTicket: socket.getTLSTicket() !== undefined || options.version === 'TLSv1.3',
      ...(session ? { session } : {}),
      ...(socket.authorized ? {} : { trustError: readTrustError(socket) }),
      renegotiate: async () => await renegotiate(socket),
      end: async () => await end(socket),
    }
  } catch (error) {
    socket.destroy()
    return error instanceof Error ? error : new Error(String(error))
  }
}

function startClient(dialogue: Dialogue, options: ShakeOptions): TLSSocket {
  const { serverName, version, session, hasTickets, trustAnchors } = options
  return connect({
    socket: new DialogueStream(dialogue),
    minVersion: version,
    maxVersion: version,
    ciphers: 'ALL:@SECLEVEL=0',
    // A server without RFC 5746 is to be seen, not to be refused.
    secureOptions:
      constants.SSL_OP_LEGACY_SERVER_CONNECT | (hasTickets ? 0 : constants.SSL_OP_NO_TICKET),
    rejectUnauthorized: false,
    checkServerIdentity: () => undefined,
    ...(serverName === null || isIP(serverName) ? {} : { servername: serverName }),
    ...(session ? { session } : {}),
    ...(trustAnchors.length > 0
      ? { ca: [...rootCertificates, ...trustAnchors], allowPartialTrustChain: true }
      : {}),
  })
}

/** What comes after the handshake is waited for a round trip or two; it may never come. */
const afterwardsMs = 1000

/** In TLS 1.3 the session comes after the handshake, and so does the refusal of a missing certificate. */
async function takeSession(
  socket: TLSSocket,
  { version, session }: ShakeOptions,
): Promise<Buffer | Error | undefined> {
  if (version !== 'TLSv1.3') return socket.getSession()
  // Whoever goes on with a session needs no other.
  if (session) return undefined
  const { promise, resolve } = Promise.withResolvers<Buffer | Error | undefined>()
  const timer = setTimeout(() => resolve(undefined), afterwardsMs)
  socket.once('session', resolve)
  socket.once('error', resolve)
  socket.once('end', () => resolve(undefined))
  socket.once('close', () => resolve(undefined))
  // Nobody reads what the server says first, and unread data would hold back the end.
  socket.resume()
  try {
    return await promise
  } finally {
    clearTimeout(timer)
    socket.off('session', resolve)
  }
}

function readTrustError(socket: TLSSocket): string {
  // Declared as Error, it is in fact the code, as text, when unauthorized peers are accepted.
  const error: unknown = socket.authorizationError
  if (error instanceof Error) return 'code' in error ? String(error.code) : error.message
  return typeof error === 'string' ? error : 'NOT_VERIFIED'
}

async function renegotiate(socket: TLSSocket): Promise<boolean | undefined> {
  if (socket.destroyed) return undefined
  const { promise, resolve } = Promise.withResolvers<boolean | undefined>()
  const timer = setTimeout(() => resolve(undefined), afterwardsMs)
  socket.once('error', () => resolve(false))
  socket.once('end', () => resolve(false))
  socket.once('close', () => resolve(false))
  socket.resume()
  socket.renegotiate({ rejectUnauthorized: false }, (error) => resolve(error === null))
  try {
    return await promise
  } finally {
    clearTimeout(timer)
    socket.destroy()
  }
}

async function end(socket: TLSSocket): Promise<void> {
  if (socket.destroyed) return
  const { promise, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, endMs)
  socket.once('end', resolve)
  socket.once('close', resolve)
  socket.end()
  await promise
  clearTimeout(timer)
  socket.destroy()
}

/** A server that keeps sessions answers the farewell; one that does not is not waited for. */
const endMs = 250
