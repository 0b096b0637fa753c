import { type Socket } from 'node:net'

/**
 * Ends a connection at once, by RST where possible: that leaves no TIME_WAIT behind. Give the TLS
 * stream too when one lies over the socket.
 */
export function resetSocket(socket: Socket, stream: Socket = socket): void {
  // While a FIN is on its way libuv refuses the reset (EINVAL) and Node then never closes the
  // handle; on a connecting socket Node would first wait for the connect.
  const canReset = !socket.connecting && !socket.writableEnded && !stream.writableEnded
  if (canReset) {
    socket.resetAndDestroy()
    return
  }
  stream.destroy()
  socket.destroy()
}
