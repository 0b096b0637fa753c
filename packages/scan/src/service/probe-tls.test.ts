import { createSecureServer } from 'node:http2'
import { createSecureContext, createServer, TLSSocket } from 'node:tls'

import { type TlsRecord } from '@windvane/model'
import { beforeAll, describe, expect, it } from 'vitest'

import { makeTestCertificate, type TestCertificate } from '../tls/test-certificate.ts'
import { detectService } from './detect-service.ts'
import { listen, serve, toTestTarget } from './test-target.ts'

const names = ['DNS:host.example', 'DNS:www.host.example']
let root: TestCertificate
let leaf: TestCertificate
let fallback: TestCertificate

beforeAll(() => {
  root = makeTestCertificate({ commonName: 'Example Root', isCa: true })
  leaf = makeTestCertificate({ commonName: 'host.example', alternativeNames: names, issuer: root })
  fallback = makeTestCertificate({ commonName: 'default.example' })
})

/** Answers any request, so that the race has a winner at once. */
function answer(socket: TLSSocket): void {
  socket.on('error', () => undefined)
  socket.once('data', () => socket.end('HTTP/1.1 204 No Content\r\n\r\n'))
}

function leafName({ chain }: TlsRecord): string | undefined {
  return chain[0]?.subjectCommonName
}

describe('detectService() on TLS', () => {
  it('collects the chain with the name and the default certificate without', async () => {
    const context = createSecureContext({ cert: leaf.cert + root.cert, key: leaf.key })
    await using server = await listen(
      createServer(
        {
          ...fallback,
          SNICallback: (name, done) => done(null, name === 'host.example' ? context : undefined),
        },
        answer,
      ),
    )
    const target = toTestTarget(server.port, { serverName: 'host.example' })
    const { service, tls } = await detectService(target)
    expect(service).toMatchObject({ name: 'http', tunnel: 'tls' })
    const named = tls.find(({ serverName }) => serverName === 'host.example')
    const unnamed = tls.find(({ serverName }) => serverName === null)
    expect(named).toMatchObject({
      version: 'TLSv1.3',
      isTrusted: false,
      trustError: 'SELF_SIGNED_CERT_IN_CHAIN',
      matchesName: true,
      chain: [{ dnsNames: ['host.example', 'www.host.example'] }, { isCa: true }],
    })
    expect(unnamed && leafName(unnamed)).toBe('default.example')
    expect(unnamed?.matchesName).toBe(false)
    expect(server.connections.size).toBeLessThanOrEqual(8)
  })

  it('says nothing of a name when an address is scanned', async () => {
    await using server = await listen(createServer(leaf, answer))
    const { tls } = await detectService(toTestTarget(server.port))
    expect(tls.map(({ serverName }) => serverName)).toEqual([null])
    expect(tls[0]).not.toHaveProperty('matchesName')
  })

  it('shows an expired certificate with its reason', async () => {
    const expired = makeTestCertificate({
      commonName: 'old.example',
      notBefore: new Date('2020-01-01T00:00:00Z'),
      notAfter: new Date('2020-12-31T00:00:00Z'),
    })
    await using server = await listen(createServer(expired, answer))
    const { tls } = await detectService(toTestTarget(server.port, { serverName: 'host.example' }))
    expect(tls[0]).toMatchObject({
      isTrusted: false,
      matchesName: false,
      chain: [{ notAfter: '2020-12-31T00:00:00.000Z', isSelfSigned: true }],
    })
    expect(tls[0]?.trustError).toMatch(/EXPIRED|SELF_SIGNED/)
  })

  it.each(['TLSv1.2', 'TLSv1.3'] as const)(
    'collects certificates in %s from a server that wants one of ours',
    async (version) => {
      await using server = await listen(
        createServer({
          ...leaf,
          ca: root.cert,
          requestCert: true,
          minVersion: version,
          maxVersion: version,
        }),
      )
      const { tls, service } = await detectService(toTestTarget(server.port))
      expect(tls[0] && leafName(tls[0])).toBe('host.example')
      expect(tls[0]?.version).toBe(version)
      expect(service.name).toBe('tls')
    },
  )

  it('speaks TLS 1.0 where nothing better is offered', async () => {
    const options = {
      minVersion: 'TLSv1',
      maxVersion: 'TLSv1',
      ciphers: 'ALL:@SECLEVEL=0',
    } as const
    await using server = await listen(createServer({ ...leaf, ...options }, answer))
    const { tls } = await detectService(toTestTarget(server.port))
    expect(tls[0]).toMatchObject({ version: 'TLSv1' })
  })

  it('names a web server of HTTP/2 by asking it in HTTP/1.1', async () => {
    const secure = createSecureServer({ ...leaf, allowHTTP1: true }, (_, response) => {
      response.setHeader('server', 'Caddy')
      response.end('<title>secure</title>')
    })
    await using server = await listen(secure)
    const target = toTestTarget(server.port, { serverName: 'host.example' })
    const { service, tls } = await detectService(target)
    expect(service).toMatchObject({
      name: 'http',
      tunnel: 'tls',
      product: 'Caddy',
      extra: { title: 'secure', alpn: 'h2' },
    })
    expect(tls.find(({ serverName }) => serverName !== null)?.alpn).toBe('h2')
  })

  it('tries again without ALPN where the server knows other protocols only', async () => {
    const server = createServer({ ...leaf, ALPNProtocols: ['ftp'] }, (socket) => {
      socket.on('error', () => undefined)
      socket.write('220 FTP server ready\r\n')
      socket.on('data', () => socket.write('500 unknown command\r\n'))
    })
    await using running = await listen(server)
    const { service } = await detectService(toTestTarget(running.port))
    expect(service).toMatchObject({ name: 'ftp', tunnel: 'tls' })
  })

  it('finds a server-first protocol inside TLS', async () => {
    const server = createServer(leaf, (socket) => {
      socket.on('error', () => undefined)
      socket.write('* OK IMAP4rev1 Dovecot ready.\r\n')
      socket.on('data', (bytes) => socket.write(`${bytes.toString().slice(0, 2)} OK done\r\n`))
    })
    await using running = await listen(server)
    const { service } = await detectService(toTestTarget(running.port))
    expect(service).toMatchObject({ name: 'imap', tunnel: 'tls', product: 'Dovecot' })
  })

  it('collects the certificate behind STARTTLS', async () => {
    await using server = await serve((socket) => {
      socket.write('220 host.example ESMTP\r\n')
      socket.on('data', (bytes) => {
        const line = bytes.toString()
        if (line.startsWith('EHLO')) socket.write('250-host.example\r\n250 STARTTLS\r\n')
        if (!line.startsWith('STARTTLS')) return
        socket.removeAllListeners('data')
        socket.write('220 go ahead\r\n')
        new TLSSocket(socket, { isServer: true, ...leaf }).on('error', () => undefined)
      })
    })
    const target = toTestTarget(server.port, { serverName: 'host.example' })
    const { service, tls } = await detectService(target)
    expect(service).toMatchObject({ name: 'smtp', tunnel: 'none', extra: { hasTls: true } })
    expect(tls).toMatchObject([
      { tunnel: 'starttls', serverName: 'host.example', matchesName: true },
    ])
  })

  it('keeps what was said inside TLS, and where it began', async () => {
    await using server = await serve((socket) => {
      socket.write('220 host.example ESMTP\r\n')
      socket.on('data', (bytes) => {
        const line = bytes.toString()
        if (line.startsWith('EHLO')) socket.write('250-host.example\r\n250 STARTTLS\r\n')
        if (!line.startsWith('STARTTLS')) return
        socket.removeAllListeners('data')
        socket.write('220 go ahead\r\n')
        const inside = new TLSSocket(socket, { isServer: true, ...leaf })
        inside.on('error', () => undefined)
        inside.on('data', () => inside.write('250-host.example\r\n250 AUTH PLAIN LOGIN\r\n'))
      })
    })
    const { service } = await detectService(toTestTarget(server.port))
    expect(service.extra).toMatchObject({
      authMechanisms: [],
      authMechanismsInTls: ['PLAIN', 'LOGIN'],
    })
    const kinds = service.exchanges.map(({ kind }) => kind)
    const inside = service.exchanges.slice(kinds.indexOf('startTls') + 1)
    const texts = inside.map(({ received }) => Buffer.from(received, 'base64').toString())
    expect(texts[0]).toBe('250-host.example\r\n250 AUTH PLAIN LOGIN\r\n')
  })

  it('K5: survives nonsense in answer to a ClientHello', async () => {
    const serverHello = Buffer.from('160303ffff0200fffb0303', 'hex')
    await using server = await serve((socket) => {
      socket.once('data', () => socket.write(Buffer.concat([serverHello, Buffer.alloc(65_530, 1)])))
    })
    const start = performance.now()
    const { tls } = await detectService(toTestTarget(server.port))
    expect(tls).toEqual([])
    expect(performance.now() - start).toBeLessThan(10_000)
  })
})
