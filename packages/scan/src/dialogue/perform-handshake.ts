import { constants } from 'node:crypto'
import { isIP, type Socket } from 'node:net'
import { connect, type DetailedPeerCertificate, rootCertificates, type TLSSocket } from 'node:tls'
import { isTimeUp } from '../budget/deadline.ts'
import { DialogueError, type Handshake, type SecureOptions } from '../service/service-port.ts'

/** A connected socket on which TLS is to be spoken. */
export type HandshakeRequest = {
  readonly socket: Socket
  readonly options: SecureOptions
  /** Roots in PEM that are trusted besides Mozilla's. */
  readonly trustAnchors: readonly string[]
  readonly signal: AbortSignal
}

/**
 * Performs a TLS handshake as a client that accepts any certificate; a failure still carries the
 * certificates that were seen, as with a server that asks for a client certificate.
 */
export async function performHandshake(
  request: HandshakeRequest,
): Promise<{ readonly socket: TLSSocket; readonly handshake: Handshake }> {
  const { signal } = request
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const socket = startClient(request)
  const onEnd = () => {
    const reason = isTimeUp(signal) ? 'timeout' : 'aborted'
    reject(new DialogueError(reason, `Cannot finish TLS: ${reason}`))
  }
  socket.once('secureConnect', resolve)
  socket.once('error', (error) => reject(toDialogueError(error, socket)))
  socket.once('close', () => reject(new DialogueError('reset', 'Cannot finish TLS: closed')))
  // An error may still follow the handshake; without a listener it would end the process.
  socket.on('error', () => undefined)
  signal.addEventListener('abort', onEnd, { once: true })
  if (signal.aborted) onEnd()
  try {
    await promise
    return { socket, handshake: describeHandshake(socket) }
  } finally {
    signal.removeEventListener('abort', onEnd)
  }
}

function startClient({ socket, options, trustAnchors }: HandshakeRequest): TLSSocket {
  const { serverName, alpn, minVersion = 'TLSv1', maxVersion, ciphers = everyCipher } = options
  const hasName = typeof serverName === 'string' && isIP(serverName) === 0
  return connect({
    socket,
    minVersion,
    ciphers,
    rejectUnauthorized: false,
    // Whether the name fits is judged on the record; here it would hide the chain's own error.
    checkServerIdentity: () => undefined,
    // A server without RFC 5746 is to be seen, not to be refused.
    secureOptions: constants.SSL_OP_LEGACY_SERVER_CONNECT,
    ...(trustAnchors.length > 0
      ? { ca: [...rootCertificates, ...trustAnchors], allowPartialTrustChain: true }
      : {}),
    ...(maxVersion === undefined ? {} : { maxVersion }),
    // RFC 6066, 3: an address is not allowed as a server name.
    ...(hasName ? { servername: serverName } : {}),
    ...(alpn === undefined ? {} : { ALPNProtocols: [...alpn] }),
  })
}

// OpenSSL's security level 0 admits what a server of any age offers: the aim is to see it.
const everyCipher = 'ALL:@SECLEVEL=0'

function toDialogueError(error: NodeJS.ErrnoException, socket: TLSSocket): DialogueError {
  const reason = error.code === 'ECONNRESET' || error.code === 'EPIPE' ? 'reset' : 'tls'
  return new DialogueError(reason, `Cannot finish TLS: ${error.code ?? error.message}`, {
    cause: error,
    handshake: describeHandshake(socket),
  })
}

function describeHandshake(socket: TLSSocket): Handshake {
  const chain = listChain(socket)
  const version = socket.getProtocol() ?? undefined
  const cipher = chain.length > 0 || version !== undefined ? findCipher(socket) : undefined
  const trustError = chain.length > 0 ? findTrustError(socket) : undefined
  return {
    chain,
    isTrusted: chain.length > 0 && trustError === undefined,
    ...(version === undefined ? {} : { version }),
    ...(cipher === undefined ? {} : { cipher }),
    ...(typeof socket.alpnProtocol === 'string' ? { alpn: socket.alpnProtocol } : {}),
    ...(trustError === undefined ? {} : { trustError }),
  }
}

function findCipher(socket: TLSSocket): string | undefined {
  // After a failed handshake there may be none, whatever the declared type says.
  const cipher: { readonly standardName?: string } | undefined = socket.getCipher()
  return cipher?.standardName
}

function findTrustError(socket: TLSSocket): string | undefined {
  if (socket.authorized) return undefined
  // Declared as Error, it is in fact the code, as text, when unauthorized peers are accepted.
  const error: unknown = socket.authorizationError
  if (error instanceof Error) return 'code' in error ? String(error.code) : error.message
  return typeof error === 'string' ? error : 'NOT_VERIFIED'
}

function listChain(socket: TLSSocket): readonly Uint8Array[] {
  const chain: Uint8Array[] = []
  let certificate = findPeerCertificate(socket)
  while (certificate?.raw !== undefined && chain.length < maxChainLength) {
    chain.push(certificate.raw)
    // A self-signed certificate names itself as its issuer.
    const issuer: DetailedPeerCertificate | undefined = certificate.issuerCertificate
    certificate = issuer === certificate ? undefined : issuer
  }
  return chain
}

const maxChainLength = 10

function findPeerCertificate(socket: TLSSocket): DetailedPeerCertificate | undefined {
  try {
    return socket.getPeerCertificate(true)
  } catch {
    // A malformed certificate is the peer's, and no reason to lose the rest.
    return undefined
  }
}
