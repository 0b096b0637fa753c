import { type Server } from 'node:http'
import { BlockList, isIP, type Socket } from 'node:net'
import { type Config } from '../config.ts'

/** Closes a connection beyond the limit of its address; a trusted proxy speaks for many. */
export function limitConnections(server: Server, config: Config): void {
  const trusted = toBlockList(config.trustedProxies)
  const open = new Map<string, number>()
  server.on('connection', (socket: Socket) => {
    const { remoteAddress = '', remoteFamily } = socket
    if (trusted.check(remoteAddress, remoteFamily === 'IPv6' ? 'ipv6' : 'ipv4')) return
    const count = (open.get(remoteAddress) ?? 0) + 1
    open.set(remoteAddress, count)
    socket.once('close', () => release(open, remoteAddress))
    if (count > config.maxConnectionsPerIp) socket.destroy()
  })
}

function release(open: Map<string, number>, address: string): void {
  const count = (open.get(address) ?? 1) - 1
  if (count > 0) open.set(address, count)
  else open.delete(address)
}

function toBlockList(networks: readonly string[]): BlockList {
  const list = new BlockList()
  for (const network of networks) {
    const [address = '', bits] = network.split('/')
    const isV4 = isIP(address) === 4
    list.addSubnet(address, Number(bits ?? (isV4 ? 32 : 128)), isV4 ? 'ipv4' : 'ipv6')
  }
  return list
}
