import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer as createHttpsServer } from 'node:https'
import { createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A host on a loopback address of its own, with whatever listens there. */
export type ScanHost = AsyncDisposable & { readonly address: string }

/** An OpenSSH on 22 and an HTTPS server on 443. */
export async function startSshAndHttps(address: string): Promise<ScanHost> {
  const ssh = createServer((socket) => socket.write('SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3\r\n'))
  const https = createHttpsServer(makeCertificate('www.example.com'), (_request, response) => {
    response.writeHead(200, { server: 'nginx/1.22.1', 'content-type': 'text/html' })
    response.end('<title>It works</title>')
  })
  return startHost(address, { 22: ssh, 443: https })
}

/** Accepts on 22 and never says a word: a scan of it is busy for seconds, until it is let go. */
export async function startTarpit(address: string): Promise<ScanHost> {
  return startHost(address, { 22: createServer() })
}

async function startHost(address: string, servers: Record<number, Server>): Promise<ScanHost> {
  const sockets = new Set<Socket>()
  for (const [port, server] of Object.entries(servers)) {
    server.on('connection', (socket: Socket) => {
      sockets.add(socket)
      socket.on('error', () => undefined)
      socket.on('close', () => sockets.delete(socket))
    })
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(Number(port), address, resolve)
    })
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

function makeCertificate(name: string): { readonly key: Buffer; readonly cert: Buffer } {
  const folder = mkdtempSync(join(tmpdir(), 'windvane-tls-'))
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1']
  const names = ['-subj', `/CN=${name}`, '-addext', `subjectAltName=DNS:${name}`]
  const files = ['-keyout', key, '-out', cert]
  const command = ['req', '-x509', '-nodes', '-days', '1', ...curve, ...names, ...files]
  execFileSync('openssl', command, { stdio: 'ignore' })
  const pair = { key: readFileSync(key), cert: readFileSync(cert) }
  rmSync(folder, { recursive: true })
  return pair
}
