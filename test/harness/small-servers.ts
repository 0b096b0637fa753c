import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'

export type SmallServer = AsyncDisposable & {
  readonly port: number
  /** How many connections came so far. */
  readonly connections: () => number
}

/** A server on a free port of an address of this machine that greets each client. */
export async function startSmallServer(
  address: string,
  greet: (socket: Socket) => void,
): Promise<SmallServer> {
  const sockets = new Set<Socket>()
  let connections = 0
  const server = createServer((socket) => {
    connections += 1
    sockets.add(socket)
    socket.on('error', () => {}).on('close', () => sockets.delete(socket))
    greet(socket)
  })
  server.listen(0, address)
  await once(server, 'listening')
  // the server is listening, so the address is an AddressInfo
  const { port } = server.address() as AddressInfo
  return {
    port,
    connections: () => connections,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

/** Says what an OpenSSH server says first. */
export function greetAsSsh(socket: Socket): void {
  socket.write('SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u10\r\n')
}

/** Says what a telnet server says first. */
export function greetAsTelnet(socket: Socket): void {
  socket.write(Buffer.from([0xff, 0xfd, 0x18, 0xff, 0xfd, 0x20]))
  socket.write('login: ')
}

/** Accepts and says nothing. */
export function stayMute(): void {}
