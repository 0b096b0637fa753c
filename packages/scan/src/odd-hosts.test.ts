import { once } from 'node:events'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import { type ScanReport, type ServiceRecord } from '@windvane/model'
import { afterAll, describe, expect, it } from 'vitest'
import { collectReport } from './collect-report.ts'
import { scan, type ScanOptions } from './scan.ts'
import { createScope } from './scope/scope.ts'
import { makeTestCertificate } from './tls/test-certificate.ts'

const servers: Server[] = []
const sockets = new Set<Socket>()
afterAll(() => {
  for (const server of servers) server.close()
  for (const socket of sockets) socket.destroy()
})

async function listen(server: Server, host = '127.0.0.1'): Promise<number> {
  servers.push(server)
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
  })
  server.listen(0, host)
  await once(server, 'listening')
  // A listening TCP server has an AddressInfo.
  return (server.address() as AddressInfo).port
}

function serve(onConnection: (socket: Socket) => void): Promise<number> {
  return listen(createServer(onConnection))
}

async function scanPorts(
  ports: readonly number[],
  options: ScanOptions & { readonly target?: string } = {},
): Promise<ScanReport> {
  const { target = '127.0.0.1', ...others } = options
  const scope = createScope({ privateAddresses: 'allow' })
  const events = scan(target, { scope, ports: ports.join(','), profile: 'fast', ...others })
  return await collectReport(target, events)
}

async function nameService(onConnection: (socket: Socket) => void): Promise<ServiceRecord> {
  const { services } = await scanPorts([await serve(onConnection)])
  if (!services[0]) throw new Error('The port was not examined')
  return services[0]
}

const identification = 'SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u10\r\n'

/** Answers a greeting and nothing else, whoever asks. */
function greet(text: string | Buffer): (socket: Socket) => void {
  return (socket) => socket.resume().write(text)
}

describe.concurrent('a scan names no port wrong', () => {
  it('that accepts and stays silent', async () => {
    const service = await nameService((socket) => socket.resume())
    expect(service).toMatchObject({ method: 'port', confidence: 0, name: 'unknown' })
  })

  it('that greets after four seconds', async () => {
    const service = await nameService((socket) => {
      socket.resume()
      setTimeout(() => socket.write(identification), 4000)
    })
    expect(service).toMatchObject({ name: 'ssh', product: 'OpenSSH', version: '9.2p1' })
  })

  it('that closes every connection at once', async () => {
    const service = await nameService((socket) => socket.destroy())
    expect(service).toMatchObject({ method: 'port', confidence: 0 })
  })

  it('that resets every connection as soon as it is spoken to', async () => {
    const service = await nameService((socket) => {
      socket.once('data', () => socket.resetAndDestroy())
    })
    expect(service).toMatchObject({ method: 'port', confidence: 0 })
  })

  it('that pours out bytes without end, of which little is kept', async () => {
    const flood = Buffer.alloc(65_536, 0xa5)
    const pour = (socket: Socket) => {
      while (socket.writable && socket.write(flood));
    }
    const report = await scanPorts([
      await serve((socket) => {
        socket.resume().on('drain', () => pour(socket))
        pour(socket)
      }),
    ])
    expect(report.services[0]).toMatchObject({ method: 'port' })
    expect(report.services[0]?.bannerRaw?.length).toBeLessThanOrEqual(5464)
    expect(report.summary.counters.bytesRead).toBeLessThanOrEqual(8 * 65_536)
  })

  it('that answers everything with a TLS alert', async () => {
    const alert = Buffer.from([0x15, 3, 3, 0, 2, 2, 40])
    const service = await nameService((socket) => socket.on('data', () => socket.end(alert)))
    expect(service).toMatchObject({ name: 'tls', evidence: expect.stringContaining('alert') })
  })

  it('that speaks SSH where HTTPS is usual, and HTTP where SSH is', async () => {
    const http = (socket: Socket) =>
      socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nServer: nginx/1.22.1\r\n\r\nhello'))
    const ports = [await serve(greet(identification)), await serve(http)]
    const { services } = await scanPorts(ports)
    expect(new Map(services.map(({ port, name }) => [port, name]))).toEqual(
      new Map([
        [ports[0], 'ssh'],
        [ports[1], 'http'],
      ]),
    )
  })

  it('that echoes what it hears', async () => {
    const service = await nameService((socket) => socket.pipe(socket))
    expect(['echo', 'unknown']).toContain(service.name)
  })

  it('whose TLS wants to know the name', async () => {
    const certificate = makeTestCertificate({ commonName: 'named.example' })
    const server = createTlsServer(
      {
        SNICallback: (name, done) =>
          done(name === 'named.example' ? null : new Error('unknown name')),
        ...certificate,
      },
      (socket) => socket.end('220 named.example ESMTP Postfix (3.7.11)\r\n'),
    )
    server.on('tlsClientError', () => undefined)
    const port = await listen(server)
    const resolver = { resolve: async () => ['127.0.0.1'] }
    const { services } = await scanPorts([port], { target: 'named.example', resolver })
    expect(services[0]).toMatchObject({ tunnel: 'tls', name: 'smtp', product: 'Postfix' })
  })

  it('of a host that has IPv6 alone', async () => {
    const port = await listen(createServer(greet(identification)), '::1')
    const resolver = { resolve: async () => ['::1'] }
    const report = await scanPorts([port], { target: 'six.example', resolver })
    expect(report.services).toMatchObject([{ address: '::1', name: 'ssh' }])
  })
})

describe('a host whose ports all accept and stay silent', () => {
  it('is called a tarpit, costs little time, and leaves the next scan alone', async () => {
    const silent = await Promise.all(
      Array.from({ length: 120 }, () => serve((socket) => socket.resume())),
    )
    const report = await scanPorts(silent)
    expect(report.hosts).toMatchObject([{ isTarpit: true, isAllOpen: false }])
    expect(report.findings.map(({ id }) => id)).toContain('host-tarpit')
    expect(report.services.every(({ method }) => method === 'port')).toBe(true)
    const next = await scanPorts([await serve(greet(identification))])
    expect(next.services).toMatchObject([{ name: 'ssh' }])
  }, 120_000)
})

/** Ways to treat a scanner badly; each is one port of the zoo. */
const zoo: Readonly<Record<string, (socket: Socket) => void>> = {
  flood: (socket) => {
    const pour = () => {
      while (socket.writable && socket.write(Buffer.alloc(65_536, 0x41)));
    }
    socket.resume().on('drain', pour)
    pour()
  },
  drip: (socket) => {
    socket.resume()
    const timer = setInterval(() => socket.write('2'), 50)
    socket.on('close', () => clearInterval(timer))
  },
  endlessFtp: repeat('220-still greeting\r\n'),
  endlessHeaders: repeat('HTTP/1.1 200 OK\r\nX-A: b\r\n', 'X-A: b\r\n'),
  endlessChunks: repeat('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n', '1\r\na\r\n'),
  telnetStorm: repeat(Buffer.from([255, 253, 1, 255, 251, 3])),
  hugeRedis: (socket) => socket.on('data', () => socket.write('$999999999\r\nredis_version:7')),
  hugeTls: (socket) =>
    socket.on('data', () =>
      socket.write(Buffer.from([0x16, 3, 3, 0xff, 0xff, 2, 0xff, 0xff, 0xff])),
    ),
  tlsAlertStorm: repeat(Buffer.from([0x15, 3, 3, 0, 2, 1, 90])),
  deepDer: (socket) => socket.on('data', () => socket.write(Buffer.alloc(4000, 0x30))),
  escapes: greet('\u001b]0;title\u0007\u001b[2J\u0000\ufffd<script>alert(1)</script>\r\n'),
  notUtf8: greet(Buffer.from([0xff, 0xfe, 0xc3, 0x28, 0x0d, 0x0a])),
  redirect: (socket) =>
    socket.on('data', () =>
      socket.end(
        'HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/latest\r\nContent-Length: 0\r\n\r\n',
      ),
    ),
  random: (socket) =>
    socket.on('data', () =>
      socket.write(Buffer.from(Array.from({ length: 500 }, () => Math.random() * 256))),
    ),
  resets: (socket) => void setTimeout(() => socket.resetAndDestroy(), Math.random() * 20),
  halfClose: (socket) => socket.end(),
}

function repeat(first: string | Buffer, again: string | Buffer = first): (socket: Socket) => void {
  return (socket) => {
    socket.resume().write(first)
    const timer = setInterval(() => {
      for (let count = 0; count < 100 && socket.writable; count++) socket.write(again)
    }, 1)
    socket.on('close', () => clearInterval(timer))
  }
}

describe('a zoo of hostile ports', () => {
  it('costs little, harms nothing that is kept, and the next scan finds what it should', async () => {
    const kinds = Object.entries(zoo)
    const ports = await Promise.all(kinds.map(([, treat]) => serve(treat)))
    const report = await scanPorts(ports)
    expect(report.ports).toHaveLength(kinds.length)
    expect(report.services).toHaveLength(kinds.length)
    expect(report.summary.counters.bytesRead).toBeLessThanOrEqual(16 * 1024 * 1024)
    const text = JSON.stringify(report)
    expect(text.length).toBeLessThan(4 * 1024 * 1024)
    for (const { banner } of report.services) {
      expect(banner ?? '').not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f]/)
      expect(Buffer.byteLength(banner ?? '')).toBeLessThanOrEqual(65_536)
    }
    const next = await scanPorts([await serve(greet(identification))])
    expect(next.services).toMatchObject([{ name: 'ssh' }])
  }, 120_000)
})
