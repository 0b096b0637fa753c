import { type Socket } from 'node:net'

/** Whether a socket reached itself by TCP simultaneous open (RFC 9293, 3.5), which is no service. */
export function isSelfConnect(socket: Socket): boolean {
  return socket.localPort === socket.remotePort && socket.localAddress === socket.remoteAddress
}
