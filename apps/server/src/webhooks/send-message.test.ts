import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer as createHttpServer, type IncomingMessage } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it, vi } from 'vitest'
import { createAddressPolicy } from '../scans/address-policy.ts'
import { connectChecked, type LookUp } from './connect-checked.ts'
import { sendMessage, type SendResult } from './send-message.ts'

const allowed = createAddressPolicy({ privateAddresses: 'accept' })
const refused = createAddressPolicy({ privateAddresses: 'refuse' })
const body = '{"id":"1"}'

describe('sendMessage()', () => {
  it('posts the body and the headers', async () => {
    const seen: { request?: IncomingMessage; body?: string } = {}
    await using receiver = await listen(
      createHttpServer((request, response) => {
        seen.request = request
        request.on('data', (bytes: Buffer) => (seen.body = (seen.body ?? '') + bytes.toString()))
        request.on('end', () => response.end())
      }),
    )
    const headers = [{ key: 'Authorization', value: 'Bearer your-token' }]
    expect(await send(receiver.url, { headers })).toEqual({ outcome: '2xx' })
    expect(seen.request?.method).toBe('POST')
    expect(seen.request?.headers).toMatchObject({
      authorization: 'Bearer your-token',
      host: new URL(receiver.url).host,
      'content-length': '10',
    })
    expect(seen.body).toBe(body)
  })

  it('J1: a refused connection is a failure', async () => {
    const receiver = await listen(createServer())
    await receiver[Symbol.asyncDispose]()
    expect(await send(receiver.url)).toEqual({ outcome: 'no answer' })
  })

  it('J1: a TLS handshake that never ends is given up', async () => {
    await using receiver = await listen(createServer())
    const url = receiver.url.replace('http:', 'https:')
    expect(await send(url, { timeoutMs: 300 })).toEqual({ outcome: 'timeout' })
  })

  it('a receiver that says nothing is given up', async () => {
    await using receiver = await listen(createServer())
    expect(await send(receiver.url, { timeoutMs: 300 })).toEqual({ outcome: 'timeout' })
  })

  it('J3: success is decided by the headers, an endless body is cut', async () => {
    await using receiver = await listen(
      createServer((socket) => {
        socket.on('error', () => undefined)
        socket.write('HTTP/1.1 200 OK\r\nContent-Length: 10000000000\r\n\r\n')
        const flood = (): void => {
          while (socket.writable && socket.write(Buffer.alloc(16_384))) continue
        }
        socket.on('drain', flood)
        flood()
      }),
    )
    expect(await send(receiver.url)).toEqual({ outcome: '2xx' })
    expect(receiver.bytesWritten()).toBeLessThan(32 * 1024 * 1024)
  })

  it('J3: a gzip bomb is not inflated', async () => {
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024))
    await using receiver = await listen(
      createHttpServer((_request, response) => {
        response.setHeader('content-encoding', 'gzip')
        response.end(bomb)
      }),
    )
    expect(await send(receiver.url)).toEqual({ outcome: '2xx' })
  })

  it.each([301, 302, 307, 308])('J5: does not follow a %i', async (status) => {
    let requests = 0
    await using receiver = await listen(
      createHttpServer((_request, response) => {
        requests += 1
        response.writeHead(status, { location: receiver.url }).end()
      }),
    )
    expect(await send(receiver.url)).toEqual({ outcome: '3xx' })
    expect(requests).toBe(1)
  })

  it('tells the class of other answers, and what Retry-After asks', async () => {
    for (const [status, outcome] of [
      [204, '2xx'],
      [404, '4xx'],
      [410, '410'],
      [500, '5xx'],
    ] as const) {
      await using receiver = await listen(
        createHttpServer((_request, response) => response.writeHead(status).end()),
      )
      expect(await send(receiver.url)).toEqual({ outcome })
    }
    await using busy = await listen(
      createHttpServer((_request, response) =>
        response.writeHead(503, { 'retry-after': '120' }).end(),
      ),
    )
    expect(await send(busy.url)).toEqual({ outcome: '5xx', retryAfter: '120' })
  })

  it.each([
    'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n',
    'HTTP/1.1 999 Odd\r\nContent-Length: 0\r\n\r\n',
    'HTTP/1.1 abc\r\n\r\n',
    `HTTP/1.1 200 OK\r\nX-Long: ${'x'.repeat(1_000_000)}\r\n\r\n`,
    'hello\r\n',
    '',
  ])('J9: a malformed answer is a failure (%#)', async (answer) => {
    await using receiver = await listen(
      createServer((socket) => {
        socket.on('error', () => undefined)
        socket.once('data', () => socket.end(answer))
      }),
    )
    expect(await send(receiver.url)).toEqual({ outcome: 'no answer' })
  })

  it('J13: refuses a name whose address is private at delivery, without connecting', async () => {
    let connections = 0
    await using receiver = await listen(createServer(() => (connections += 1)))
    const { port } = new URL(receiver.url)
    for (const addresses of [['127.0.0.1'], ['93.184.216.34', '127.0.0.1'], ['::1'], []]) {
      const result = await send(`http://rebound.example.com:${port}/`, {
        policy: refused,
        lookUp: async () => addresses,
      })
      expect(result).toEqual({ outcome: 'destination not allowed' })
    }
    expect(connections).toBe(0)
  })

  it('J13: resolves anew for every message and keeps no connection', async () => {
    let connections = 0
    const server = createHttpServer((_request, response) => response.end())
    server.on('connection', () => (connections += 1))
    await using receiver = await listen(server)
    const answers = [['127.0.0.1'], ['169.254.169.254']]
    const lookUp: LookUp = async () => answers.shift() ?? []
    const url = `http://changing.example.com:${new URL(receiver.url).port}/`
    expect(await send(url, { lookUp })).toEqual({ outcome: '2xx' })
    expect(await send(url, { lookUp })).toEqual({ outcome: 'destination not allowed' })
    expect(connections).toBe(1)
  })

  it('C35: a refused destination is told the same whether its port is open or closed', async () => {
    await using receiver = await listen(createServer())
    const open = await send(receiver.url, { policy: refused })
    const closed = await send('http://127.0.0.1:1/', { policy: refused })
    expect(open).toEqual({ outcome: 'destination not allowed' })
    expect(closed).toEqual(open)
  })

  it('J15: does not take up HTTP/2, Alt-Svc or Refresh', async () => {
    let requests = 0
    await using receiver = await listen(
      createHttpServer((_request, response) => {
        requests += 1
        response.setHeader('alt-svc', 'h2=":1"')
        response.setHeader('refresh', '0; url=/other')
        response.setHeader('location', '/other')
        response.end()
      }),
    )
    expect(await send(receiver.url)).toEqual({ outcome: '2xx' })
    expect(await send(receiver.url)).toEqual({ outcome: '2xx' })
    expect(requests).toBe(2)
  })

  it('does not trust a certificate that nobody vouches for', async () => {
    let requests = 0
    await using receiver = await listen(
      createHttpsServer(makeCertificate(), (_request, response) => {
        requests += 1
        response.end()
      }),
    )
    const url = receiver.url.replace('http:', 'https:')
    expect(await send(url)).toEqual({ outcome: 'no answer' })
    expect(requests).toBe(0)
  })

  it('takes no proxy from the environment', async () => {
    vi.stubEnv('HTTP_PROXY', 'http://127.0.0.1:1')
    await using receiver = await listen(createHttpServer((_request, response) => response.end()))
    const result = await send(receiver.url)
    vi.unstubAllEnvs()
    expect(result).toEqual({ outcome: '2xx' })
  })

  it('rejects when it is cut off', async () => {
    await using receiver = await listen(createServer())
    const stop = new AbortController()
    const sending = send(receiver.url, { signal: stop.signal })
    stop.abort(new Error('the worker stops'))
    await expect(sending).rejects.toThrow('the worker stops')
  })
})

type SendOverrides = {
  readonly headers?: readonly { readonly key: string; readonly value: string }[]
  readonly policy?: typeof allowed
  readonly lookUp?: LookUp
  readonly timeoutMs?: number
  readonly signal?: AbortSignal
}

function send(url: string, overrides: SendOverrides = {}): Promise<SendResult> {
  const {
    headers = [],
    policy = allowed,
    lookUp,
    timeoutMs = 15_000,
    signal = new AbortController().signal,
  } = overrides
  const connect = connectChecked(policy, lookUp)
  return sendMessage({ url, headers, body }, { connect, signal, timeoutMs })
}

type Receiver = AsyncDisposable & { readonly url: string; readonly bytesWritten: () => number }

async function listen(server: Server): Promise<Receiver> {
  const sockets = new Set<Socket>()
  let written = 0
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('close', () => (written += socket.bytesWritten))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // A TCP server's address is never a string or null while it listens.
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/hook`,
    bytesWritten: () => written,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function makeCertificate(): { readonly key: Buffer; readonly cert: Buffer } {
  const folder = mkdtempSync(join(tmpdir(), 'windvane-tls-'))
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
  const subject = ['-subj', '/CN=127.0.0.1', '-days', '1']
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1']
  execFileSync(
    'openssl',
    ['req', '-x509', '-nodes', ...curve, ...subject, '-keyout', key, '-out', cert],
    {
      stdio: 'ignore',
    },
  )
  const pair = { key: readFileSync(key), cert: readFileSync(cert) }
  rmSync(folder, { recursive: true })
  return pair
}
