import { createServer, type Socket } from 'node:net'
import { createSecureContext, TLSSocket } from 'node:tls'
import { type ScanEvent } from '@windvane/model'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { detectors } from '../detectors/index.ts'
import { scan } from '../scan.ts'
import { detectService } from '../service/detect-service.ts'
import { createScope } from '../scope/scope.ts'
import { examineTls } from './examine-tls.ts'
import { makeTestCertificate } from './test-certificate.ts'
import { examine, listen, toTlsTestTarget, type TlsTestServer } from './test-examination.ts'

const root = makeTestCertificate({ commonName: 'Example Root', isCa: true })
const identity = makeTestCertificate({
  commonName: 'host.example',
  alternativeNames: ['DNS:host.example'],
  issuer: root,
})
const secureContext = createSecureContext(identity)

/** What a server says in clear: its greeting, its answers, and after which of them TLS begins. */
type Script = {
  readonly greeting?: Buffer | string
  readonly answer: (said: Buffer) => Buffer | string | undefined
  /** The request that TLS follows, as it begins, and its length when TLS follows at once. */
  readonly last: Buffer | string
  readonly lastBytes?: number
}

function lines(answers: Readonly<Record<string, string>>): Script['answer'] {
  return (said) => answers[said.toString('latin1').trim()]
}

const mysqlGreeting = Buffer.concat([
  Buffer.from([0, 0, 0, 0, 10]),
  Buffer.from('8.0.36\0'),
  Buffer.from([1, 0, 0, 0, ...Array(8).fill(65), 0]),
  Buffer.from([0xff, 0xff, 33, 2, 0, 0xff, 0xdf, 21]),
  Buffer.alloc(10),
  Buffer.from('AAAAAAAAAAAA\0caching_sha2_password\0'),
])
mysqlGreeting.writeUIntLE(mysqlGreeting.length - 4, 0, 3)

const rdpConfirm = Buffer.from('030000130ed000001234000200080001000000', 'hex')

const scripts: Readonly<Record<string, Script>> = {
  smtp: {
    greeting: '220 host.example ESMTP Example\r\n',
    answer: lines({
      'EHLO scan.invalid': '250-host.example\r\n250-PIPELINING\r\n250 STARTTLS\r\n',
      STARTTLS: '220 go ahead\r\n',
    }),
    last: 'STARTTLS',
  },
  imap: {
    greeting: '* OK ready\r\n',
    answer: lines({
      'a1 CAPABILITY': '* CAPABILITY IMAP4rev1 STARTTLS\r\na1 OK done\r\n',
      'a2 STARTTLS': 'a2 OK begin\r\n',
    }),
    last: 'a2 STARTTLS',
  },
  pop3: {
    greeting: '+OK ready\r\n',
    answer: lines({ CAPA: '+OK\r\nSTLS\r\n.\r\n', STLS: '+OK begin\r\n' }),
    last: 'STLS',
  },
  ftp: {
    greeting: '220 Example FTP\r\n',
    answer: lines({ FEAT: '211-Features\r\n AUTH TLS\r\n211 End\r\n', 'AUTH TLS': '234 go\r\n' }),
    last: 'AUTH TLS',
  },
  ldap: {
    answer: () => Buffer.from('300c02010278070a010004000400', 'hex'),
    last: Buffer.from([0x30]),
  },
  mysql: {
    greeting: mysqlGreeting,
    answer: () => undefined,
    last: Buffer.from([32]),
    lastBytes: 36,
  },
  postgresql: { answer: () => 'S', last: Buffer.from('00000008', 'hex') },
  rdp: {
    answer: (said) => (said[0] === 3 ? rdpConfirm : undefined),
    last: Buffer.from([3, 0]),
  },
}

async function serve({ greeting, answer, last, lastBytes }: Script): Promise<TlsTestServer> {
  const converse = (socket: Socket) => {
    socket.once('data', (said: Buffer) => {
      const reply = answer(said)
      // Who is spoken to in another protocol hangs up.
      if (reply === undefined && lastBytes === undefined) return socket.destroy()
      if (reply !== undefined) socket.write(reply)
      if (!said.subarray(0, last.length).equals(Buffer.from(last))) return converse(socket)
      socket.pause()
      if (lastBytes !== undefined) socket.unshift(said.subarray(lastBytes))
      const secured = new TLSSocket(socket, { isServer: true, secureContext })
      secured.on('error', () => undefined)
      secured.resume()
    })
  }
  return await listen(
    createServer((socket) => {
      if (greeting !== undefined) socket.write(greeting)
      converse(socket)
    }),
  )
}

function startTlsOf(id: string) {
  const startTls = detectors.find((detector) => detector.id === id)?.startTls
  if (!startTls) throw new Error(`${id} has no STARTTLS`)
  return { tunnel: 'starttls', protocol: id, startTls } as const
}

describe('examineTls() behind STARTTLS', () => {
  it.concurrent.each(Object.entries(scripts))('of %s', async (id, script) => {
    await using server = await serve(script)
    const endpoint = await examine(server.port, {
      ...startTlsOf(id),
      serverName: 'host.example',
      trustAnchors: [root.cert],
    })
    expect(endpoint).toMatchObject({
      tunnel: 'starttls',
      protocol: id,
      negotiated: { version: 'TLSv1.3' },
      chains: { named: { certificates: [{ subjectCommonName: 'host.example' }] } },
      trust: { isTrusted: true },
      matchesName: true,
      isComplete: true,
    })
    expect(endpoint.versions.filter(({ isSupported }) => isSupported).length).toBe(2)
  })

  it.concurrent.each(['smtp', 'imap', 'pop3', 'ftp', 'ldap', 'postgresql', 'rdp'])(
    'of %s gives up where the server refuses',
    async (id) => {
      const { greeting } = scripts[id] ?? {}
      const server = createServer((socket) => {
        if (greeting !== undefined) socket.write(greeting)
        socket.on('data', () => socket.end('500 no\r\n'))
      })
      await using refusing = await listen(server)
      expect(await examineTls(toTlsTestTarget(refusing.port, startTlsOf(id)))).toBeUndefined()
    },
  )

  it('gives up on a MySQL server without TLS', async () => {
    const greeting = Buffer.from(mysqlGreeting)
    // The lower byte of the capabilities' second half holds CLIENT_SSL.
    greeting.writeUInt8(0xf7, 4 + 1 + 7 + 4 + 8 + 1 + 1)
    await using server = await listen(createServer((socket) => socket.write(greeting)))
    expect(await examineTls(toTlsTestTarget(server.port, startTlsOf('mysql')))).toBeUndefined()
  })
})

describe.each(detectors.filter(({ startTls }) => startTls))('startTls of $id', ({ startTls }) => {
  const end = fc.constantFrom('matched' as const, 'closed' as const, 'timeout' as const)
  const reply = fc.record({ bytes: fc.uint8Array({ maxLength: 120 }), end })

  it('says yes or no to anything, and never begins TLS itself', () => {
    fc.assert(
      fc.property(fc.array(reply, { maxLength: 8 }), (replies) => {
        const steps = startTls?.({ host: 'host.example', port: 1, tunnel: 'none' })
        let turn = steps?.next()
        for (const { bytes, end } of replies) {
          if (turn?.done !== false) break
          expect(turn.value.kind).toBe('exchange')
          if (turn.value.kind === 'exchange') turn.value.until?.(Buffer.from(bytes))
          turn = steps?.next({ bytes: Buffer.from(bytes), end })
        }
        if (turn?.done) expect(typeof turn.value).toBe('boolean')
      }),
    )
  })
})

describe('scan()', () => {
  const scope = createScope({ privateAddresses: 'allow' })
  const resolver = { resolve: () => Promise.resolve(['127.0.0.1']) }

  async function collect(id: string, tls: 'full' | 'off'): Promise<readonly ScanEvent[]> {
    await using server = await serve(scripts[id] ?? { answer: () => undefined, last: '' })
    const events: ScanEvent[] = []
    const scanning = scan('host.example', {
      scope,
      resolver,
      ports: String(server.port),
      trustAnchors: [root.cert],
      // One detector is enough, and quicker where the port tells nothing.
      detectService: (target) =>
        detectService(target, { detectors: detectors.filter((detector) => detector.id === id) }),
      tls,
    })
    for await (const event of scanning) events.push(event)
    return events
  }

  it.each([
    ['smtp', 'smtp'],
    ['rdp', 'ms-wbt-server'],
  ])('lays open what the detector of %s has met', async (id, protocol) => {
    const events = await collect(id, 'full')
    const trust = expect.objectContaining({ isTrusted: true })
    expect(events).toContainEqual({
      kind: 'tls-endpoint',
      endpoint: expect.objectContaining({ protocol, trust }),
    })
    // The first handshake trusts the root as well.
    expect(events).toContainEqual({
      kind: 'tls',
      tls: expect.objectContaining({ tunnel: 'starttls', isTrusted: true }),
    })
  })

  it('leaves it at the first handshake when told so', async () => {
    const kinds = (await collect('smtp', 'off')).map(({ kind }) => kind)
    expect(kinds).toContain('tls')
    expect(kinds).not.toContain('tls-endpoint')
  })
})
