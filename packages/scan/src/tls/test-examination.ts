import { once } from 'node:events'
import { type AddressInfo, type Server } from 'node:net'
import { createServer, type TlsOptions } from 'node:tls'
import { type TlsEndpointRecord } from '@windvane/model'
import { createBudget } from '../budget/budget.ts'
import { openDialogue } from '../dialogue/open-dialogue.ts'
import { createScope } from '../scope/scope.ts'
import { type TlsTarget } from '../service/service-port.ts'
import { examineTls } from './examine-tls.ts'

/** A target of an examination on this machine, reached through the real scope, budget and dialogue. */
export function toTlsTestTarget(port: number, options: Partial<TlsTarget> = {}): TlsTarget {
  const signal = options.signal ?? AbortSignal.timeout(20_000)
  const scope = createScope({ privateAddresses: 'allow' })
  const limits = { maxConcurrentPerEndpoint: 6, maxConnectionsPerEndpoint: 250 }
  const budget = createBudget(limits)
  return {
    address: '127.0.0.1',
    port,
    serverName: null,
    tunnel: 'tls',
    width: 6,
    others: [],
    trustAnchors: [],
    openDialogue: async (dialogue) =>
      await openDialogue({ address: '127.0.0.1', port, scope, budget, signal }, dialogue),
    ...options,
    signal,
  }
}

/** Examines a port of this machine that must have TLS. */
export async function examine(
  port: number,
  options: Partial<TlsTarget> = {},
): Promise<TlsEndpointRecord> {
  const endpoint = await examineTls(toTlsTestTarget(port, options))
  if (!endpoint) throw new Error(`Port ${port} has no TLS`)
  return endpoint
}

/** A server of a test; it ends with its scope. */
export type TlsTestServer = AsyncDisposable & { readonly port: number }

/** Starts a TLS server of Node, which greets nobody, on a free port of 127.0.0.1. */
export async function startTlsServer(options: TlsOptions): Promise<TlsTestServer> {
  const server = createServer(options, (socket) => socket.resume())
  server.on('secureConnection', (socket) => socket.on('error', () => undefined))
  server.on('tlsClientError', () => undefined)
  return await listen(server)
}

/** Lets a ready-made server listen on a free port of 127.0.0.1. */
export async function listen(server: Server): Promise<TlsTestServer> {
  server.on('connection', (socket) => socket.on('error', () => undefined))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  // A server that listens on TCP has an AddressInfo.
  const { port } = server.address() as AddressInfo
  return {
    port,
    async [Symbol.asyncDispose]() {
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
