import { type IncomingMessage, type Server, ServerResponse } from 'node:http'
import { type Duplex } from 'node:stream'
import { type FastifyInstance, type FastifyRequest } from 'fastify'

/** A connection whose client asked to go on as a WebSocket. */
export type Upgrade = { readonly socket: Duplex; readonly head: Buffer }

const upgrades = new WeakMap<IncomingMessage, Upgrade>()

/** Whether Node hands out the connection of a request: all others are answered as usual. */
export type MayUpgrade = (request: IncomingMessage) => boolean

export function mayUpgrade(paths: readonly string[]): MayUpgrade {
  return ({ method, url = '', headers }) =>
    method === 'GET' &&
    paths.includes(url.split('?', 1)[0] ?? '') &&
    headers.upgrade?.toLowerCase() === 'websocket'
}

/**
 * Sends requests for an upgrade the way of all others, so that they meet the same checks and the
 * same error replies; only the handler of a socket takes the connection over.
 */
export function routeUpgrades(server: Server, app: FastifyInstance): void {
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy())
    upgrades.set(request, { socket, head })
    const response = new ServerResponse(request)
    response.shouldKeepAlive = false
    // Node hands out the connection as a `Duplex`; without TLS it is the socket itself.
    response.assignSocket(socket as Parameters<ServerResponse['assignSocket']>[0])
    response.once('finish', () => socket.end(() => socket.destroy()))
    app.routing(request, response)
  })
}

/** `undefined` for a request that did not ask for it. */
export function upgradeOf({ raw }: FastifyRequest): Upgrade | undefined {
  return upgrades.get(raw)
}
