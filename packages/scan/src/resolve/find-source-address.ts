import { createSocket } from 'node:dgram'
import { isIPv6 } from 'node:net'

/**
 * The address of this machine from which packets to an address leave; undefined without a route.
 * Connecting a UDP socket asks the kernel's routing table and sends nothing.
 */
export async function findSourceAddress(address: string): Promise<string | undefined> {
  const { promise, resolve } = Promise.withResolvers<string | undefined>()
  const socket = createSocket(isIPv6(address) ? 'udp6' : 'udp4')
  socket.once('error', () => resolve(undefined))
  // Port 9 is discard (RFC 863); any would do.
  socket.connect(9, address, (error?: Error | null) => {
    resolve(error ? undefined : socket.address().address)
  })
  const source = await promise
  socket.close()
  return source
}
