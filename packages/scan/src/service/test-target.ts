import { once } from 'node:events'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'

import { createBudget } from '../budget/budget.ts'
import { openDialogue } from '../dialogue/open-dialogue.ts'
import { createScope } from '../scope/scope.ts'
import { type ServiceTarget } from './service-port.ts'

/** A target on this machine for a test, reached through the real scope, budget and dialogue. */
export function toTestTarget(port: number, options: Partial<ServiceTarget> = {}): ServiceTarget {
  const { address = '127.0.0.1', serverName = null } = options
  const signal = options.signal ?? AbortSignal.timeout(8000)
  const scope = createScope({ privateAddresses: 'allow' })
  const endpoint = { address, port, scope, budget: createBudget(), signal }
  return {
    address,
    port,
    serverName,
    signal,
    openDialogue: (dialogue) => openDialogue(endpoint, dialogue),
  }
}

/** A loopback server of a test, with the connections it has seen. */
export type TestServer = AsyncDisposable & {
  readonly port: number
  readonly connections: ReadonlySet<Socket>
}

/** Starts a server that treats each connection as told. */
export function serve(onConnection: (socket: Socket) => void): Promise<TestServer> {
  return listen(createServer(onConnection))
}

/** Starts a ready-made server, of TLS for example, on a free port of 127.0.0.1. */
export async function listen(server: Server): Promise<TestServer> {
  const connections = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    connections.add(socket)
    socket.on('error', () => undefined)
  })
  server.on('tlsClientError', () => undefined)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  // A server that listens on TCP has an AddressInfo.
  const { port } = server.address() as AddressInfo
  return {
    port,
    connections,
    async [Symbol.asyncDispose]() {
      for (const socket of connections) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
