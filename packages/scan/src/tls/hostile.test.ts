import { createServer, type Socket } from 'node:net'
import { describe, expect, it } from 'vitest'
import { examineTls } from './examine-tls.ts'
import { listen, toTlsTestTarget } from './test-examination.ts'
import { encodeExtension } from './wire/extension.ts'
import { uint16, vector16, vector24, vector8 } from './wire/write-bytes.ts'

const record = (type: number, payload: Buffer) =>
  Buffer.concat([Buffer.from([type, 3, 3]), vector16(payload)])
const message = (type: number, body: Buffer) => Buffer.concat([Buffer.from([type]), vector24(body)])

type HelloOptions = {
  readonly version?: number
  readonly random?: Buffer
  readonly suite?: number
  readonly extensions?: readonly Buffer[]
}

function serverHello(options: HelloOptions = {}): Buffer {
  const { version = 0x0303, random = Buffer.alloc(32, 7), suite = 0xc02f, extensions } = options
  const list = extensions ? vector16(...extensions) : Buffer.alloc(0)
  const body = [uint16(version), random, vector8(), uint16(suite), Buffer.from([0]), list]
  return message(2, Buffer.concat(body))
}

const retryRandom = 'cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c'
const retry = serverHello({
  random: Buffer.from(retryRandom, 'hex'),
  suite: 0x1301,
  extensions: [encodeExtension(43, uint16(0x0304)), encodeExtension(51, uint16(0x0018))],
})

/** Sends for as long as the peer takes it. */
function flood(socket: Socket, chunk: Buffer): void {
  const more = () => {
    while (!socket.destroyed && socket.write(chunk)) continue
  }
  socket.on('drain', more)
  more()
}

function afterHello(answer: (socket: Socket) => void): (socket: Socket) => void {
  return (socket) => socket.once('data', () => answer(socket))
}

/** A byte now and then: never silent, never done. */
function drip(socket: Socket): void {
  const bytes = record(22, serverHello())
  let at = 0
  const timer = setInterval(() => socket.write(bytes.subarray(at, ++at)), 100)
  socket.once('close', () => clearInterval(timer))
}

const helloRequests = record(
  22,
  Buffer.concat(Array.from({ length: 200 }, () => message(0, Buffer.alloc(0)))),
)

const zoo: Readonly<Record<string, (socket: Socket) => void>> = {
  'says nothing': () => undefined,
  'closes at once': (socket) => socket.destroy(),
  'resets after the hello': afterHello((socket) => socket.resetAndDestroy()),
  'answers in plain HTTP': afterHello((socket) =>
    socket.end('HTTP/1.1 400 Bad Request\r\n\r\nThe plain HTTP request was sent to HTTPS port'),
  ),
  'greets in clear': (socket) => socket.write('220 host.example ESMTP\r\n'),
  'drips its answer': afterHello(drip),
  'sends without end': (socket) => flood(socket, Buffer.alloc(65_536, 0x16)),
  'sends empty records without end': afterHello((socket) =>
    flood(socket, Buffer.concat(Array.from({ length: 2000 }, () => record(22, Buffer.alloc(0))))),
  ),
  'sends warnings without end': afterHello((socket) =>
    flood(
      socket,
      Buffer.concat(Array.from({ length: 2000 }, () => record(21, Buffer.from([1, 90])))),
    ),
  ),
  'claims a huge record': afterHello((socket) =>
    socket.write(Buffer.concat([Buffer.from([22, 3, 3, 0xff, 0xff]), Buffer.alloc(200)])),
  ),
  'claims a huge message': afterHello((socket) =>
    socket.write(record(22, Buffer.from([2, 0xff, 0xff, 0xff, 1, 2, 3]))),
  ),
  'asks to renegotiate without end': afterHello((socket) => flood(socket, helloRequests)),
  'agrees, then asks to renegotiate without end': afterHello((socket) => {
    socket.write(record(22, serverHello()))
    flood(socket, helloRequests)
  }),
  'agrees to a version that was not offered': afterHello((socket) =>
    socket.write(record(22, serverHello({ version: 0x0399 }))),
  ),
  'agrees to a suite that was not offered': afterHello((socket) =>
    socket.write(record(22, serverHello({ suite: 0xabcd }))),
  ),
  'always agrees to the same': afterHello((socket) => socket.write(record(22, serverHello()))),
  'always wants another key': (socket) => socket.on('data', () => socket.write(record(22, retry))),
  'sends records that cannot be opened': afterHello((socket) => {
    const extensions = [
      encodeExtension(43, uint16(0x0304)),
      encodeExtension(51, uint16(0x001d), vector16(Buffer.alloc(32, 9))),
    ]
    socket.write(record(22, serverHello({ suite: 0x1301, extensions })))
    flood(socket, record(23, Buffer.alloc(1000, 5)))
  }),
  'serves certificates that are none': afterHello((socket) => {
    const garbage = Array.from({ length: 60 }, () => vector24(Buffer.alloc(900, 0x30)))
    socket.write(record(22, serverHello()))
    for (const part of chunks(message(11, vector24(...garbage)))) socket.write(record(22, part))
    socket.write(record(22, message(14, Buffer.alloc(0))))
  }),
}

function chunks(bytes: Buffer): readonly Buffer[] {
  const count = Math.ceil(bytes.length / 16_000)
  return Array.from({ length: count }, (_, at) => bytes.subarray(at * 16_000, (at + 1) * 16_000))
}

describe('K5: examineTls() against a server that', () => {
  it.concurrent.each(Object.entries(zoo))('%s', async (_, onConnection) => {
    let connections = 0
    const server = createServer((socket) => {
      connections += 1
      onConnection(socket)
    })
    await using hostile = await listen(server)
    const target = toTlsTestTarget(hostile.port, { signal: AbortSignal.timeout(10_000) })
    const endpoint = await examineTls(target)
    expect(target.signal.aborted).toBe(false)
    expect(JSON.stringify(endpoint ?? {}).length).toBeLessThan(200_000)
    expect(connections).toBeLessThan(250)
  })

  it('is cancelled, and hands over what is known at once', async () => {
    const controller = new AbortController()
    const server = createServer((socket) => {
      socket.once('data', () => controller.abort())
    })
    await using hostile = await listen(server)
    const endpoint = await examineTls(toTlsTestTarget(hostile.port, { signal: controller.signal }))
    expect(endpoint).toBeUndefined()
    const left = await new Promise<number>((resolve) =>
      server.getConnections((_, count) => resolve(count)),
    )
    expect(left).toBeLessThanOrEqual(6)
  })
})
