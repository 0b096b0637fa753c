import { createSocket } from 'node:dgram'
import { isIPv6 } from 'node:net'

/**
 * Whether this machine has a route to an address. Connecting a UDP socket asks the kernel's routing
 * table and sends nothing.
 */
export async function hasRoute(address: string): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const socket = createSocket(isIPv6(address) ? 'udp6' : 'udp4')
  socket.once('error', () => resolve(false))
  // Port 9 is discard (RFC 863); any would do.
  socket.connect(9, address, (error?: Error) => resolve(error === undefined || error === null))
  const isReachable = await promise
  socket.close()
  return isReachable
}
