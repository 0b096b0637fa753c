import { createServer as createHttpsServer } from 'node:https'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { makeTestCertificate } from '../../packages/scan/src/tls/test-certificate.ts'

/** A host on a loopback address of its own, with whatever listens there. */
export type ScanHost = AsyncDisposable & { readonly address: string }

/** 22 and 443 where this user may listen there and nobody else does, else free ports. */
export const ports = { ssh: await findPort(22), https: await findPort(443) }

/** What servers of these tests scan: the ports of these hosts. */
export const scanPorts = `${ports.ssh},${ports.https}`

/** An SSH and an HTTPS server; `ssh` is the identification of the former. */
export async function startSshAndHttps(
  address: string,
  { ssh: greeting = 'SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3' } = {},
): Promise<ScanHost> {
  const commonName = 'www.example.com'
  const alternativeNames = [`DNS:${commonName}`]
  const certificate = makeTestCertificate({ commonName, alternativeNames })
  const ssh = createServer((socket) => socket.write(`${greeting}\r\n`))
  const https = createHttpsServer(certificate, (_request, response) => {
    response.writeHead(200, { server: 'nginx/1.22.1', 'content-type': 'text/html' })
    response.end('<title>It works</title>')
  })
  return startHost(address, { [ports.ssh]: ssh, [ports.https]: https })
}

/** Accepts on the port of SSH and never says a word: a scan of it is busy for seconds, until it is let go. */
export async function startTarpit(address: string): Promise<ScanHost> {
  return startHost(address, { [ports.ssh]: createServer() })
}

/** Listens on ports of an address until it is disposed, and then no connection is left. */
export async function startHost(
  address: string,
  servers: Record<number, Server>,
): Promise<ScanHost> {
  const sockets = new Set<Socket>()
  for (const [port, server] of Object.entries(servers)) {
    server.on('connection', (socket: Socket) => {
      sockets.add(socket)
      socket.on('error', () => undefined)
      socket.on('close', () => sockets.delete(socket))
    })
    await listen(server, Number(port), address)
  }
  return {
    address,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await Promise.all(
        Object.values(servers).map((server) => new Promise((resolve) => server.close(resolve))),
      )
    },
  }
}

async function findPort(wanted: number): Promise<number> {
  const server = createServer()
  try {
    await listen(server, wanted, '127.0.0.1')
  } catch {
    await listen(server, 0, '127.0.0.1')
  }
  // A TCP server's address is never a string or null while it listens.
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

function listen(server: Server, port: number, address: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, address, resolve)
  })
}
