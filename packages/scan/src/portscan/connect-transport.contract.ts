import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { describe, expect, it } from 'vitest'
import { type ConnectOutcome, type ConnectTransport } from './connect-transport.ts'

/** What a sweep relies on, whichever transport connects. */
export function describeConnectTransport(transport: ConnectTransport): void {
  describe(`the transport ${transport.name}`, () => {
    it.each(['127.0.0.1', '::1'])('tells an open port of %s from a closed one', async (address) => {
      const port = await listenOnce(address, async (port) => {
        expect(await connect(transport, address, port)).toEqual({
          state: 'open',
          reason: 'syn-ack',
        })
      })
      expect(await connect(transport, address, port)).toEqual({
        state: 'closed',
        reason: 'conn-refused',
      })
    })

    it('ends a connection that stands by RST', async () => {
      const errors: string[] = []
      await listenOnce('127.0.0.1', async (port, sockets) => {
        await connect(transport, '127.0.0.1', port)
        await expect.poll(() => sockets.length).toBe(1)
        const [socket] = sockets
        socket?.resume().on('error', (error: NodeJS.ErrnoException) => {
          errors.push(error.code ?? '')
        })
        await expect.poll(() => socket?.destroyed).toBe(true)
      })
      expect(errors).toEqual(['ECONNRESET'])
    })

    it('tells nothing of an attempt that was cancelled, and leaves no connection', async () => {
      const told: ConnectOutcome[] = []
      await listenOnce('127.0.0.1', async (port, sockets) => {
        const cancel = transport.connect({ address: '127.0.0.1', port }, (outcome) => {
          told.push(outcome)
        })
        cancel()
        cancel()
        await connect(transport, '127.0.0.1', port)
        await expect.poll(() => sockets.every((socket) => socket.destroyed)).toBe(true)
      })
      expect(told).toEqual([])
    })

    it('tells trouble of this machine apart from the target', async () => {
      // No route leads from loopback's broadcast address.
      const outcome = await connect(transport, '127.255.255.255', 9)
      expect(['local', 'filtered']).toContain(outcome.state)
    })

    it('never takes a connection to itself for an open port', async () => {
      // Simultaneous open happens by chance, within the ephemeral range.
      const outcomes = await Promise.all(
        Array.from({ length: 2000 }, (_, index) => connect(transport, '::1', 40_000 + index)),
      )
      const open = outcomes.filter(({ state }) => state === 'open')
      expect(open).toEqual([])
    })
  })
}

async function connect(
  transport: ConnectTransport,
  address: string,
  port: number,
): Promise<ConnectOutcome> {
  const { promise, resolve } = Promise.withResolvers<ConnectOutcome>()
  transport.connect({ address, port }, resolve)
  return await promise
}

/** Serves on a free port while the callback runs; returns the port, closed by then. */
async function listenOnce(
  address: string,
  whileListening: (port: number, sockets: readonly Socket[]) => Promise<void>,
): Promise<number> {
  const sockets: Socket[] = []
  const server = createServer((socket) => {
    sockets.push(socket)
    socket.on('error', () => undefined)
  })
  server.listen(0, address)
  await once(server, 'listening')
  // A listening TCP server has an AddressInfo.
  const { port } = server.address() as AddressInfo
  try {
    await whileListening(port, sockets)
  } finally {
    for (const socket of sockets) socket.destroy()
    await new Promise((resolve) => server.close(resolve))
  }
  return port
}
