import { once } from 'node:events'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer, TLSSocket } from 'node:tls'
import { afterEach, describe, expect, it } from 'vitest'
import { createBudget } from '../budget/budget.ts'
import { createScope } from '../scope/scope.ts'
import { type DialogueError } from '../service/service-port.ts'
import { makeTestCertificate } from '../tls/test-certificate.ts'
import { type Endpoint, openDialogue } from './open-dialogue.ts'

const identity = makeTestCertificate({ commonName: 'dialogue.test' })

const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) server.close()
})

async function listen(server: Server): Promise<number> {
  servers.push(server)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  // A listening TCP server has an AddressInfo.
  return (server.address() as AddressInfo).port
}

async function serve(onConnection: (socket: Socket) => void): Promise<number> {
  return await listen(
    createServer((socket) => {
      socket.on('error', () => undefined)
      onConnection(socket)
    }),
  )
}

function endpoint(port: number, changes: Partial<Endpoint> = {}): Endpoint {
  return {
    address: '127.0.0.1',
    port,
    scope: createScope({ privateAddresses: 'allow' }),
    budget: createBudget(),
    signal: new AbortController().signal,
    ...changes,
  }
}

describe('openDialogue()', () => {
  it('reads a greeting until it is whole, then speaks', async () => {
    const port = await serve((socket) => {
      socket.write('220 he')
      setTimeout(() => socket.write('llo\r\n'), 20)
      socket.on('data', (bytes) => socket.end(`you said ${bytes.toString()}`))
    })
    const dialogue = await openDialogue(endpoint(port))
    const greeting = await dialogue.read({ until: (bytes) => bytes.includes('\n') })
    expect(greeting).toEqual({ bytes: Buffer.from('220 hello\r\n'), end: 'matched' })
    await dialogue.write('QUIT')
    expect(await dialogue.read({ until: () => false })).toEqual({
      bytes: Buffer.from('you said QUIT'),
      end: 'closed',
    })
    dialogue.close()
  })

  it('ends a read by a pause, by time and by a cancel', async () => {
    const port = await serve((socket) => socket.write('partial'))
    const dialogue = await openDialogue(endpoint(port))
    expect(await dialogue.read({ idleMs: 30 })).toEqual({
      bytes: Buffer.from('partial'),
      end: 'idle',
    })
    expect((await dialogue.read({ timeoutMs: 30 })).end).toBe('timeout')
    expect((await dialogue.read({ signal: AbortSignal.abort() })).end).toBe('aborted')
    dialogue.close()
  })

  it('asks the scope before it connects', async () => {
    let connections = 0
    const port = await serve(() => (connections += 1))
    const scope = createScope({ privateAddresses: 'refuse' })
    await expect(openDialogue(endpoint(port, { scope }))).rejects.toMatchObject({ reason: 'scope' })
    const dialogue = await openDialogue(endpoint(port))
    await expect.poll(() => connections).toBe(1)
    dialogue.close()
  })

  it('keeps no more than 64 kB of an endless sender and resets it', async () => {
    const closed = Promise.withResolvers<void>()
    const port = await serve((socket) => {
      const chunk = Buffer.alloc(16_384, 'x')
      const send = () => {
        while (!socket.destroyed && socket.write(chunk)) continue
      }
      socket.on('drain', send)
      socket.on('close', () => closed.resolve())
      send()
    })
    const dialogue = await openDialogue(endpoint(port))
    const { bytes, end } = await dialogue.read({ until: () => false })
    expect(end).toBe('limit')
    expect(bytes.length).toBe(65_536)
    await closed.promise
  })

  it('makes 3 connections to a port at once and 8 in all', async () => {
    let current = 0
    let most = 0
    const port = await serve((socket) => socket.end('bye'))
    const target = endpoint(port)
    const outcomes = await Promise.allSettled(
      Array.from({ length: 10 }, async () => {
        const dialogue = await openDialogue(target)
        most = Math.max(most, (current += 1))
        await dialogue.read({ until: () => false })
        current -= 1
        dialogue.close()
      }),
    )
    expect(most).toBeLessThanOrEqual(3)
    const refused = outcomes.filter((outcome) => outcome.status === 'rejected')
    expect(refused.map(({ reason }) => (reason as DialogueError).reason)).toEqual([
      'budget',
      'budget',
    ])
  })

  it('stops when the target has sent its share of bytes', async () => {
    const port = await serve((socket) => socket.write(Buffer.alloc(1000)))
    const target = endpoint(port, { budget: createBudget({ maxBytes: 600 }) })
    const dialogue = await openDialogue(target)
    expect((await dialogue.read({ until: () => false })).bytes.length).toBe(600)
    await expect(openDialogue(target)).rejects.toMatchObject({ reason: 'budget' })
  })

  it('tells a refused connection', async () => {
    const port = await serve(() => undefined)
    await new Promise((resolve) => servers.pop()?.close(resolve))
    await expect(openDialogue(endpoint(port))).rejects.toMatchObject({ reason: 'refused' })
  })

  it(
    'closes every connection within 100 ms of a cancel, also one that waits for a place',
    { retry: 2 },
    async () => {
      const sockets: Socket[] = []
      const port = await serve((socket) => sockets.push(socket))
      const controller = new AbortController()
      const target = endpoint(port, { signal: controller.signal })
      const dialogues = await Promise.all([
        openDialogue(target),
        openDialogue(target),
        openDialogue(target),
      ])
      const waiting = openDialogue(target)
      const reading = dialogues.map((dialogue) => dialogue.read({ timeoutMs: 10_000 }))
      await expect.poll(() => sockets.length).toBe(3)
      const closed = sockets.map((socket) => new Promise((resolve) => socket.on('close', resolve)))
      const start = performance.now()
      controller.abort()
      await expect(waiting).rejects.toMatchObject({ reason: 'aborted' })
      expect((await Promise.all(reading)).map(({ end }) => end)).toEqual([
        'aborted',
        'aborted',
        'aborted',
      ])
      await Promise.all(closed)
      expect(performance.now() - start).toBeLessThan(100)
    },
  )
})

describe('openDialogue() with TLS', () => {
  it('accepts an untrusted certificate and tells what was agreed', async () => {
    let askedName: string | false | null | undefined
    const port = await listen(
      createTlsServer({ ...identity, ALPNProtocols: ['http/1.1'] }, (socket) => {
        askedName = socket.servername
        socket.on('data', (bytes) => socket.end(bytes))
      }),
    )
    const dialogue = await openDialogue(endpoint(port), {
      secure: { serverName: 'dialogue.test', alpn: ['h2', 'http/1.1'] },
    })
    expect(dialogue.handshake).toMatchObject({
      version: 'TLSv1.3',
      cipher: expect.stringMatching(/^TLS_/),
      alpn: 'http/1.1',
      isTrusted: false,
      trustError: 'DEPTH_ZERO_SELF_SIGNED_CERT',
    })
    expect(dialogue.handshake?.chain.length).toBe(1)
    await dialogue.write('echo')
    expect((await dialogue.read({ until: () => false })).bytes.toString()).toBe('echo')
    expect(askedName).toBe('dialogue.test')
  })

  it('continues a plain dialogue in TLS', async () => {
    const port = await serve((socket) => {
      socket.write('220 ready\r\n')
      socket.once('data', () => {
        socket.write('220 go ahead\r\n')
        const secure = new TLSSocket(socket, { isServer: true, ...identity })
        secure.on('data', (bytes) => secure.write(`inside: ${bytes.toString()}`))
        secure.on('error', () => undefined)
      })
    })
    const dialogue = await openDialogue(endpoint(port))
    await dialogue.read({ until: (bytes) => bytes.includes('\n') })
    await dialogue.write('STARTTLS\r\n')
    await dialogue.read({ until: (bytes) => bytes.includes('\n') })
    expect((await dialogue.startTls()).chain.length).toBe(1)
    await dialogue.write('EHLO')
    const reply = await dialogue.read({ until: (bytes) => bytes.includes('EHLO') })
    expect(reply.bytes.toString()).toBe('inside: EHLO')
    dialogue.close()
  })

  it('still shows the certificate of a server that wants one of ours', async () => {
    const port = await listen(
      createTlsServer({ ...identity, ca: identity.cert, requestCert: true, maxVersion: 'TLSv1.2' }),
    )
    const failure = await openDialogue(endpoint(port), { secure: {} }).catch(
      (error: unknown) => error,
    )
    expect(failure).toMatchObject({
      reason: 'tls',
      handshake: { version: 'TLSv1.2', chain: [expect.any(Buffer)] },
    })
  })

  it('fails with data on a server that speaks no TLS, and gives up on a silent one', async () => {
    const plain = await serve((socket) => socket.write('SSH-2.0-x\r\n'))
    await expect(openDialogue(endpoint(plain), { secure: {} })).rejects.toMatchObject({
      reason: 'tls',
    })
    const silent = await serve(() => undefined)
    await expect(
      openDialogue(endpoint(silent), { secure: {}, timeoutMs: 100 }),
    ).rejects.toMatchObject({ reason: 'timeout' })
  })
})
