import { createServer } from 'node:net'

/** Accepts on the given ports, says nothing, and prints `ready`: node listen.ts 22,80,443 */
const ports = (process.argv[2] ?? '').split(',').map(Number)
await Promise.all(
  ports.map(async (port) => {
    const server = createServer((socket) => socket.on('error', () => socket.destroy()).resume())
    const { promise, resolve } = Promise.withResolvers<void>()
    server.listen({ port, host: '::', backlog: 4096 }, resolve)
    await promise
  }),
)
process.stdout.write('ready\n')
