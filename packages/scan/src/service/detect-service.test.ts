import { createHash } from 'node:crypto'
import { type EventEmitter } from 'node:events'
import { createServer as createHttpServer } from 'node:http'
import { createServer, type Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'

import { describe, expect, it } from 'vitest'

import { defineDetector } from '../detectors/define-detector.ts'
import { send } from '../detectors/steps.ts'
import { makeTestCertificate } from '../tls/test-certificate.ts'
import { detectService } from './detect-service.ts'
import { listen, serve, type TestServer, toTestTarget } from './test-target.ts'

describe('detectService()', () => {
  it('describes a web server: status, title, headers in order, body digest', async () => {
    const page = '<html><head><title>A  page\n of ours</title></head></html>'
    await using server = await listen(
      createHttpServer((request, response) => {
        response.setHeader('X-Second', request.headers.host ?? '')
        response.setHeader('Server', 'nginx/1.22.1')
        response.end(page)
      }),
    )
    const target = toTestTarget(server.port, { serverName: 'host.example' })
    const { service, tls, failures } = await detectService(target)
    expect(service).toMatchObject({
      name: 'http',
      tunnel: 'none',
      product: 'nginx',
      version: '1.22.1',
      cpe: ['cpe:2.3:a:f5:nginx:1.22.1:*:*:*:*:*:*:*'],
      method: 'probe',
      extra: {
        status: 200,
        title: 'A page of ours',
        server: 'nginx/1.22.1',
        bodySha256: createHash('sha256').update(page).digest('hex'),
      },
    })
    // The extra is plain JSON of any shape.
    const headers = service.extra['headers'] as readonly (readonly [string, string])[]
    expect(headers.slice(0, 2)).toEqual([
      ['X-Second', `host.example:${server.port}`],
      ['Server', 'nginx/1.22.1'],
    ])
    expect({ tls, failures }).toEqual({ tls: [], failures: [] })
    expect(server.connections.size).toBeLessThanOrEqual(8)
  })

  it('records a redirect and does not follow it', async () => {
    let requests = 0
    await using server = await listen(
      createHttpServer((_, response) => {
        requests += 1
        response.writeHead(302, { location: 'http://127.0.0.1:1/admin' }).end()
      }),
    )
    const { service } = await detectService(toTestTarget(server.port))
    expect(service.extra).toMatchObject({ status: 302, location: 'http://127.0.0.1:1/admin' })
    expect(requests).toBe(1)
  })

  it('knows SSH on any port by its greeting and stops the other probes', async () => {
    await using server = await serve((socket) => {
      socket.write('SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u10\r\n')
      socket.once('data', () => socket.end())
    })
    const { service } = await detectService(toTestTarget(server.port))
    expect(service).toMatchObject({
      name: 'ssh',
      product: 'OpenSSH',
      version: '9.2p1',
      os: 'Debian 12',
      method: 'banner',
      banner: 'SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u10',
    })
    expect(server.connections.size).toBeLessThanOrEqual(3)
  })

  it('leaves a server alone, however slow, once its greeting has told what it is', async () => {
    await using server = await serve((socket) => {
      socket.write('220 host.example ESMTP Postfix\r\n')
      socket.on('data', () => setTimeout(() => socket.write('250 host.example\r\n'), 2000))
    })
    const { service } = await detectService(toTestTarget(server.port))
    expect(service).toMatchObject({ name: 'smtp', product: 'Postfix' })
    expect(server.connections.size).toBeLessThanOrEqual(3)
  })

  it('keeps what it knows when a server lets it connect once only', async () => {
    const once = createServer((socket) => {
      once.close()
      socket.write('@RSYNCD: 31.0\n')
      socket.on('data', () => socket.write('pub            \tfiles\n@RSYNCD: EXIT\n'))
    })
    await using server = await listen(once)
    const target = { ...toTestTarget(server.port), port: 873 }
    const { service, failures } = await detectService(target)
    expect(service).toMatchObject({ name: 'rsync', extra: { modules: [{ name: 'pub' }] } })
    expect(service.isAnonymousAllowed).toBeUndefined()
    expect(failures).toEqual([])
  })

  it('keeps a random cookie out of the banner', async () => {
    const bannerOf = async (cookie: string) => {
      await using server = await serve((socket) => socket.write(`SSH-2.0-x\r\n${cookie}`))
      return (await detectService({ ...toTestTarget(server.port), port: 22 })).service
    }
    const [first, second] = await Promise.all([bannerOf('\0\0abc'), bannerOf('\0\0xyz')])
    expect(first).toMatchObject({ banner: 'SSH-2.0-x', bannerSha256: second.bannerSha256 })
  })

  it('connects once to VNC on its usual port, for a server that locks out who comes again', async () => {
    await using server = await serve((socket) => {
      socket.write('RFB 003.008\n')
      socket.on('data', (bytes) => socket.write(bytes.length > 1 ? Buffer.from([1, 1]) : ''))
    })
    const target = { ...toTestTarget(server.port), port: 5900 }
    const { service } = await detectService(target)
    expect(service).toMatchObject({ name: 'vnc', extra: { securityTypes: ['none'] } })
    expect(server.connections.size).toBe(1)
  })

  it('tells FTP from SMTP when the greeting names neither', async () => {
    await using server = await serve((socket) => {
      socket.write('220 welcome\r\n')
      socket.on('data', (bytes) => {
        const isEhlo = bytes.toString().startsWith('EHLO')
        socket.write(isEhlo ? '250-mail.host.example\r\n250 PIPELINING\r\n' : '500 unknown\r\n')
      })
    })
    const { service } = await detectService(toTestTarget(server.port))
    expect(service).toMatchObject({ name: 'smtp', extra: { capabilities: ['PIPELINING'] } })
  })

  it('waits for a greeting that comes late', async () => {
    await using server = await serve((socket) => {
      setTimeout(() => socket.write('220 host.example ESMTP Postfix\r\n'), 3500)
      socket.on('data', (bytes) => {
        if (bytes.toString().startsWith('EHLO')) socket.write('250 host.example\r\n')
      })
    })
    const { service } = await detectService(toTestTarget(server.port))
    expect(service).toMatchObject({ name: 'smtp', product: 'Postfix', hostname: 'host.example' })
  })

  it.each(['none', 'tls'] as const)(
    'names a web server that serves one peer at a time, tunnel %s',
    async (tunnel) => {
      const site = createHttpServer((_, response) => response.end('hello'))
      const secure = createTlsServer(makeTestCertificate({ commonName: 'one.test' }), (socket) =>
        site.emit('connection', socket),
      )
      secure.on('tlsClientError', (_, socket) => socket.destroy())
      await using server = await serveOneByOne(tunnel === 'tls' ? secure : site)
      const { service, tls } = await detectService(toTestTarget(server.port))
      expect(service).toMatchObject({ name: 'http', tunnel })
      expect(tls.length > 0).toBe(tunnel === 'tls')
    },
    15_000,
  )

  it('is not misled by a port that answers plain HTTP with a word about HTTPS', async () => {
    const identity = makeTestCertificate({ commonName: 'host.example' })
    const secure = createTlsServer(identity, (socket) => {
      socket.on('error', () => undefined)
      socket.end('HTTP/1.1 200 OK\r\nServer: Caddy\r\nContent-Length: 0\r\n\r\n')
    })
    await using server = await serve((socket) => {
      socket.once('data', (bytes) => {
        if (bytes[0] !== 0x16) {
          socket.end(
            'HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.',
          )
          return
        }
        socket.pause()
        socket.unshift(bytes)
        secure.emit('connection', socket)
      })
    })
    const { service } = await detectService(toTestTarget(server.port))
    expect(service).toMatchObject({ name: 'http', tunnel: 'tls', product: 'Caddy' })
  })

  it('still names a web server that refuses every request', async () => {
    await using server = await serve((socket) => {
      socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\nServer: nginx\r\n\r\n'))
    })
    const { service, tls } = await detectService(toTestTarget(server.port))
    expect(service).toMatchObject({ name: 'http', tunnel: 'none', product: 'nginx' })
    expect(tls).toEqual([])
  })

  it('takes a closed connection for no evidence', async () => {
    await using server = await serve((socket) => socket.destroy())
    const { service, failures } = await detectService(toTestTarget(server.port))
    expect(service).toMatchObject({ name: 'unknown', method: 'port', confidence: 0 })
    expect(failures).toEqual([])
    expect(server.connections.size).toBeLessThanOrEqual(8)
  })

  it('gives up on a tarpit within the budget of a port', async () => {
    await using server = await serve(() => undefined)
    const start = performance.now()
    const { service } = await detectService(toTestTarget(server.port))
    expect(service).toMatchObject({ method: 'port', evidence: 'no answer to any probe' })
    expect(performance.now() - start).toBeLessThan(8500)
    expect(server.connections.size).toBeLessThanOrEqual(8)
  }, 15_000)

  it('K3: keeps a hostile greeting as clean text and as raw bytes', async () => {
    const hostile = Buffer.concat([
      Buffer.from('\u001b[31mred\u001b[0m\0<script>\r\n', 'latin1'),
      Buffer.from([0xff, 0xfe, 0x07]),
      Buffer.alloc(65_537, 'A'),
    ])
    await using server = await serve((socket) => socket.end(hostile))
    const { service } = await detectService(toTestTarget(server.port))
    expect(service.banner).toMatch(/^red  <script>/)
    expect(service.banner).not.toMatch(/[^\P{Cc}\n]/u)
    expect(service.banner?.length).toBeLessThanOrEqual(4096)
    expect(Buffer.from(service.bannerRaw ?? '', 'base64')).toEqual(hostile.subarray(0, 4096))
  })

  it('P33: survives an endless sender', async () => {
    await using server = await serve((socket) => {
      const chunk = Buffer.alloc(65_536, '\n')
      const more = () => {
        while (!socket.destroyed && socket.write(chunk)) continue
      }
      socket.on('drain', more)
      more()
    })
    const { service } = await detectService(toTestTarget(server.port))
    expect(service.method).toBe('port')
  })

  it('turns a detector that throws into a failure and goes on', async () => {
    const broken = defineDetector({
      id: 'broken',
      title: 'Broken',
      transport: 'tcp',
      ports: [],
      prevalence: 90,
      maxConnections: 1,
      *detect() {
        yield send('hello\n', { timeoutMs: 500 })
        throw new TypeError('Cannot read this')
      },
    })
    const working = defineDetector({
      ...broken,
      id: 'working',
      prevalence: 80,
      *detect() {
        const reply = yield send('hello\n', { until: (bytes) => bytes.includes('!') })
        const isOurs = reply.bytes.toString() === 'hello!'
        const found = {
          service: 'greeter',
          confidence: 90,
          evidence: 'hello!',
          clues: [],
          extra: {},
        }
        return isOurs ? found : undefined
      },
    })
    await using server = await serve((socket) => {
      socket.on('data', (bytes) => socket.write(bytes.toString() === 'hello\n' ? 'hello!' : '?'))
    })
    const target = toTestTarget(server.port)
    const { service, failures } = await detectService(target, { detectors: [broken, working] })
    expect(service.name).toBe('greeter')
    expect(failures).toEqual([
      {
        stage: 'services',
        address: '127.0.0.1',
        port: server.port,
        detector: 'broken',
        message: 'Cannot read this',
      },
    ])
  })

  it('returns soon after a cancel and leaves no connection', async () => {
    await using server = await serve(() => undefined)
    const controller = new AbortController()
    const detecting = detectService(toTestTarget(server.port, { signal: controller.signal }))
    await expect.poll(() => server.connections.size).toBe(3)
    const start = performance.now()
    controller.abort()
    await detecting
    expect(performance.now() - start).toBeLessThan(200)
    await expect.poll(() => [...server.connections].every((socket) => socket.destroyed)).toBe(true)
  })

  it('names 64 ports at once', async () => {
    await using server = await listen(createHttpServer((_, response) => response.end('hello')))
    const results = await Promise.all(
      Array.from({ length: 64 }, () => detectService(toTestTarget(server.port))),
    )
    expect(results.map(({ service }) => service.name)).toEqual(Array(64).fill('http'))
  })
})

/** Hands each connection to a server when the one before has ended. */
async function serveOneByOne(server: EventEmitter): Promise<TestServer> {
  let last = Promise.resolve()
  const serveNext = async (socket: Socket, turn: Promise<void>) => {
    const ended = new Promise<void>((resolve) => socket.once('close', () => resolve()))
    await turn
    socket.resume()
    server.emit('connection', socket)
    await ended
  }
  return listen(
    createServer({ pauseOnConnect: true }, (socket) => {
      last = serveNext(socket, last)
    }),
  )
}
