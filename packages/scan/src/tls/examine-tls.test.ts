import { X509Certificate } from 'node:crypto'
import { connect, type Socket } from 'node:net'
import { createServer } from 'node:tls'
import { describe, expect, it } from 'vitest'
import { createBudget } from '../budget/budget.ts'
import { openDialogue } from '../dialogue/open-dialogue.ts'
import { judgeTls } from '../findings/judge.ts'
import { createScope } from '../scope/scope.ts'
import { makeTestCertificate, type TestCertificate } from './test-certificate.ts'
import { type DaemonOptions, startDaemon } from './test-daemon.ts'
import { examine, listen, startTlsServer, toTlsTestTarget } from './test-examination.ts'
import { makeOcspResponse } from './test-ocsp-response.ts'
import { encodeExtension, extensionTypes } from './wire/extension.ts'
import { vector16 } from './wire/write-bytes.ts'

const root = makeTestCertificate({ commonName: 'Example Root', isCa: true })
const options = (commonName: string) => ({
  commonName,
  alternativeNames: [`DNS:${commonName}`],
  issuer: root,
})
const named = makeTestCertificate({
  ...options('host.example'),
  extensions: ['tlsfeature=status_request'],
})
const other = makeTestCertificate(options('other.example'))
const serverName = 'host.example'

const toSha256 = ({ cert }: TestCertificate) =>
  new X509Certificate(cert).fingerprint256.replaceAll(':', '').toLowerCase()

function openssl(...args: readonly string[]) {
  const identity = ['-cert', 'cert.pem', '-key', 'key.pem']
  return ({ port }: { readonly port: number }): DaemonOptions => ({
    command: 'openssl',
    files: { 'cert.pem': other.cert, 'key.pem': other.key },
    args: ['s_server', '-quiet', '-accept', `127.0.0.1:${port}`, ...identity, ...args],
  })
}

describe('examineTls()', () => {
  it('reads the staple, also in TLS 1.2', async () => {
    const staple = makeOcspResponse('good', { issuer: root, certificate: named })
    for (const maxVersion of ['TLSv1.2', 'TLSv1.3'] as const) {
      const server = createServer({ ...named, maxVersion }, (socket) => socket.resume())
      server.on('OCSPRequest', (_, __, answer: (error: null, response: Buffer) => void) =>
        answer(null, staple),
      )
      await using stapling = await listen(server)
      const endpoint = await examine(stapling.port, { serverName, trustAnchors: [root.cert] })
      expect(endpoint.ocspStaple).toMatchObject({ status: 'good' })
      expect(judgeTls(endpoint).map(({ id }) => id)).not.toContain('tls-certificate-must-staple')
    }
  })

  it.each(['-tls1_2', '-tls1_3'])(
    'reads the timestamps beside the certificate, %s',
    async (version) => {
      const logId = 'a5'.repeat(32)
      const time = Date.UTC(2026, 0, 2).toString(16).padStart(16, '0')
      const timestamp = Buffer.from(`00${logId}${time}000004030004deadbeef`, 'hex')
      const extension = encodeExtension(
        extensionTypes.certificateTimestamps,
        vector16(vector16(timestamp)),
      )
      // OpenSSL's own words for: in the ServerHello of TLS 1.2, and beside the certificate of TLS 1.3.
      const info = Buffer.concat([Buffer.from('000011c0', 'hex'), extension]).toString('base64')
      const lines = info.replace(/.{64}/g, '$&\n')
      const pem = `-----BEGIN SERVERINFOV2 FOR CT-----\n${lines}\n-----END SERVERINFOV2 FOR CT-----\n`
      const describe = openssl(version, '-serverinfo', 'info.pem')
      await using server = await startDaemon((place) => {
        const daemon = describe(place)
        return { ...daemon, files: { ...daemon.files, 'info.pem': pem } }
      })
      expect((await examine(server.port)).scts).toEqual([
        { logId, at: '2026-01-02T00:00:00.000Z', source: 'handshake' },
      ])
    },
  )

  it('asks everything of a server that for a while serves somebody else', async () => {
    await using server = await startDaemon(openssl('-www'))
    const examining = examine(server.port)
    const taker = setTimeout(() => {
      const socket = connect(server.port, '127.0.0.1')
      setTimeout(() => socket.destroy(), 5000)
    }, 200)
    const endpoint = await examining
    clearTimeout(taker)
    expect(endpoint.isComplete).toBe(true)
  }, 30_000)

  it('tells what is served without a name apart', async () => {
    const context = { key: named.key, cert: named.cert }
    const server = createServer({ ...other })
    server.addContext(serverName, context)
    await using both = await listen(server)
    expect(await examine(both.port, { serverName })).toMatchObject({
      chains: {
        named: { certificates: [{ sha256: toSha256(named) }] },
        default: { certificates: [{ sha256: toSha256(other) }] },
      },
      matchesName: true,
    })
    // Asked by address, what is served without a name is all there is.
    const { chains, matchesName } = await examine(both.port)
    expect(chains).toMatchObject({ default: { certificates: [{ sha256: toSha256(other) }] } })
    expect([chains.named, matchesName]).toEqual([undefined, undefined])
  })

  it('tells a server that answers nobody without a name', async () => {
    const server = createServer({})
    server.addContext(serverName, { key: named.key, cert: named.cert })
    await using strict = await listen(server)
    const { chains } = await examine(strict.port, { serverName })
    expect(chains.isServerNameRequired).toBe(true)
    expect(chains.default).toBeUndefined()
  })

  it('compares the other addresses of the target', async () => {
    await using here = await startTlsServer(named)
    await using same = await startTlsServer(named)
    await using different = await startTlsServer(other)
    await using plain = await listen(createServer({}))
    const others = [
      { address: '127.0.0.2', openDialogue: toTlsTestTarget(same.port).openDialogue },
      { address: '127.0.0.3', openDialogue: toTlsTestTarget(different.port).openDialogue },
      { address: '127.0.0.4', openDialogue: toTlsTestTarget(plain.port).openDialogue },
    ]
    const endpoint = await examine(here.port, { serverName, others })
    expect(endpoint.otherAddresses).toEqual([
      { address: '127.0.0.2', leafSha256: toSha256(named), isSame: true },
      { address: '127.0.0.3', leafSha256: toSha256(other), isSame: false },
      { address: '127.0.0.4', isSame: false, failure: 'refused' },
    ])
    expect(judgeTls(endpoint)).toContainEqual(
      expect.objectContaining({ id: 'tls-addresses-differ', evidence: '127.0.0.3' }),
    )
  })

  it('is not kept from its work by other addresses that are down', async () => {
    await using here = await startTlsServer(named)
    const closed = await startTlsServer(named)
    await closed[Symbol.asyncDispose]()
    const others = Array.from({ length: 9 }, (_, index) => ({
      address: `127.0.0.${index + 2}`,
      openDialogue: toTlsTestTarget(closed.port).openDialogue,
    }))
    const { otherAddresses, isComplete } = await examine(here.port, { serverName, others })
    expect(otherAddresses.map(({ failure }) => failure)).toEqual(Array(8).fill('no answer'))
    expect(isComplete).toBe(true)
  })

  it('reads the chain of a server that speaks neither h2 nor HTTP', async () => {
    await using server = await startTlsServer({ ...named, ALPNProtocols: ['acme-tls/1'] })
    expect(await examine(server.port, { serverName })).toMatchObject({
      negotiated: { version: 'TLSv1.3' },
      alpn: ['acme-tls/1'],
      chains: { named: { certificates: [{ sha256: toSha256(named) }] } },
      isComplete: true,
    })
  })

  it('finds the groups, those of finite fields and post-quantum ones included', async () => {
    await using server = await startTlsServer({
      ...other,
      ecdhCurve: 'X25519MLKEM768:X448:ffdhe3072',
    })
    const { groups, negotiated } = await examine(server.port)
    expect(groups.map(({ name }) => name)).toEqual(['x448', 'X25519MLKEM768', 'ffdhe3072'])
    expect(groups.filter(({ isPostQuantum }) => isPostQuantum).length).toBe(1)
    expect(negotiated).toMatchObject({ version: 'TLSv1.3', group: 'X25519MLKEM768' })
  })

  it('finds the curves of a server of TLS 1.2, whatever curve its own key is of', async () => {
    await using server = await startDaemon(openssl('-tls1_2', '-groups', 'P-256:P-384:X25519'))
    const { groups } = await examine(server.port)
    expect(groups.map(({ name }) => name)).toEqual(['x25519', 'secp256r1', 'secp384r1'])
  })

  it.each([
    [
      'as it is',
      [],
      {
        ticketResumption: true,
        sessionIdResumption: true,
        clientRenegotiation: false,
        secureRenegotiation: true,
        extendedMasterSecret: true,
        encryptThenMac: true,
        fallbackScsv: true,
        compression: false,
        heartbeat: false,
        earlyData: false,
      },
    ],
    [
      'without tickets, with renegotiation',
      ['-no_ticket', '-client_renegotiation', '-tls1_2', '-no_etm'],
      {
        ticketResumption: false,
        sessionIdResumption: true,
        clientRenegotiation: true,
        encryptThenMac: false,
      },
    ],
    ['without a cache', ['-no_cache', '-no_ticket', '-tls1_2'], { sessionIdResumption: false }],
    ['with early data', ['-early_data'], { earlyData: true }],
  ])('asks OpenSSL’s server for its features: %s', async (_, args, features) => {
    await using server = await startDaemon(openssl(...args))
    expect((await examine(server.port)).features).toMatchObject(features)
  })

  it('does not take the refusals of a server that has had enough of us for answers', async () => {
    let connections = 0
    const server = createServer({ ...named }, (socket) => socket.resume())
    server.prependListener('connection', (socket: Socket) => {
      connections += 1
      if (connections > 25) socket.resetAndDestroy()
    })
    await using limited = await listen(server)
    expect(await examine(limited.port, { serverName })).toMatchObject({
      isComplete: false,
      negotiated: { version: 'TLSv1.3' },
    })
  })

  it('hands over what it knows when it is cancelled', async () => {
    const controller = new AbortController()
    const server = createServer({ ...named }, (socket) => socket.resume())
    let connections = 0
    server.prependListener('connection', () => {
      connections += 1
      if (connections === 30) controller.abort()
    })
    await using slow = await listen(server)
    expect(await examine(slow.port, { serverName, signal: controller.signal })).toMatchObject({
      isComplete: false,
      chains: { named: { certificates: [{ sha256: toSha256(named) }] } },
    })
  })

  it('hands over what it knows when the connections are used up', async () => {
    await using server = await startTlsServer(named)
    const target = toTlsTestTarget(server.port, { serverName })
    const scope = createScope({ privateAddresses: 'allow' })
    const budget = createBudget({ maxConcurrentPerEndpoint: 6, maxConnectionsPerEndpoint: 30 })
    const { address, port, signal } = target
    const endpoint = await examine(server.port, {
      serverName,
      openDialogue: async (dialogue) =>
        await openDialogue({ address, port, scope, budget, signal }, dialogue),
    })
    expect(endpoint).toMatchObject({
      isComplete: false,
      connections: 30,
      negotiated: { version: 'TLSv1.3' },
      chains: { named: { certificates: [{ sha256: toSha256(named) }] } },
    })
    expect(budget.used.connections).toBe(30)
  })
})
