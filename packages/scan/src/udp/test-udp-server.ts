import { createSocket, type RemoteInfo, type Socket } from 'node:dgram'
import { once } from 'node:events'

/** A UDP server of a test, with the datagrams it was sent. */
export type TestUdpServer = AsyncDisposable & {
  readonly port: number
  readonly socket: Socket
  readonly received: readonly Buffer[]
}

/** What a server does with a datagram; `reply` sends one back from the port that was asked. */
export type OnDatagram = (
  bytes: Buffer,
  how: { readonly reply: (bytes: Buffer | string) => void; readonly from: RemoteInfo },
) => void

/** Starts a UDP server on this machine, on a free port unless told. */
export async function serveUdp(
  onDatagram: OnDatagram,
  host = '127.0.0.1',
  port = 0,
): Promise<TestUdpServer> {
  const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4')
  const received: Buffer[] = []
  socket.on('error', () => undefined)
  socket.on('message', (bytes, from) => {
    received.push(bytes)
    onDatagram(bytes, { reply: (answer) => socket.send(answer, from.port, from.address), from })
  })
  socket.bind(port, host)
  await once(socket, 'listening')
  return {
    port: socket.address().port,
    socket,
    received,
    async [Symbol.asyncDispose]() {
      const closed = once(socket, 'close')
      socket.close()
      await closed
    },
  }
}
