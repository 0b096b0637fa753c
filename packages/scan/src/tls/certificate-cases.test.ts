import { getDiffieHellman, X509Certificate } from 'node:crypto'
import { connect, rootCertificates, type TlsOptions } from 'node:tls'
import { type TlsEndpointRecord } from '@windvane/model'
import { describe, expect, it } from 'vitest'
import { judgeTls } from '../findings/judge.ts'
import { type TlsTarget } from '../service/service-port.ts'
import { judgeTrust } from './certificate/judge-trust.ts'
import { TrustStore } from './certificate/trust-store.ts'
import { makeTestCertificate, type TestCertificate } from './test-certificate.ts'
import { examine, startTlsServer } from './test-examination.ts'

const name = 'host.example'
const dayMs = 86_400_000
const root = makeTestCertificate({ commonName: 'Example Root', isCa: true })
const intermediate = makeTestCertificate({ commonName: 'Example CA', isCa: true, issuer: root })
const rsa1024 = ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:1024']
const rsa2048 = ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048']
const ancient = 'DEFAULT:@SECLEVEL=0'

type LeafOptions = Partial<Parameters<typeof makeTestCertificate>[0]>

function makeLeaf(options: LeafOptions = {}): TestCertificate {
  const alternativeNames = [`DNS:${name}`]
  return makeTestCertificate({
    commonName: name,
    issuer: intermediate,
    alternativeNames,
    ...options,
  })
}

const leaf = makeLeaf()

function serve(own: TestCertificate, above: readonly TestCertificate[]): TlsOptions {
  return { key: own.key, cert: [own, ...above].map(({ cert }) => cert).join('') }
}

type Case = {
  readonly title: string
  readonly server: TlsOptions
  readonly target?: Partial<TlsTarget>
  readonly expected: object
  /** What is told of certificate and chain, and nothing else of them. */
  readonly findings?: readonly string[]
  /** What else is told. */
  readonly others?: readonly string[]
}

/** What a chain without a fault is judged. */
const good = {
  trust: { isTrusted: true, path: [toSha256(leaf), toSha256(intermediate), toSha256(root)] },
  matchesName: true,
  chains: { named: { problems: [] } },
}

const cases: readonly Case[] = [
  {
    title: 'a chain without a fault, trusted by a root of our own',
    server: serve(leaf, [intermediate]),
    expected: { ...good, daysLeft: 89 },
  },
  {
    title: 'expired',
    server: serve(
      makeLeaf({
        notBefore: new Date(Date.now() - 90 * dayMs),
        notAfter: new Date(Date.now() - 5 * dayMs),
      }),
      [intermediate],
    ),
    expected: { trust: { isTrusted: false, reason: 'CERT_HAS_EXPIRED', path: [] }, daysLeft: -6 },
    findings: ['tls-certificate-expired'],
  },
  {
    title: 'not yet valid',
    server: serve(makeLeaf({ notBefore: new Date(Date.now() + 5 * dayMs) }), [intermediate]),
    expected: { trust: { isTrusted: false, reason: 'CERT_NOT_YET_VALID' } },
    findings: ['tls-certificate-not-yet-valid'],
  },
  {
    title: 'self-signed',
    server: serve(makeTestCertificate({ commonName: name, alternativeNames: [`DNS:${name}`] }), []),
    expected: {
      trust: { isTrusted: false, reason: 'DEPTH_ZERO_SELF_SIGNED_CERT' },
      chains: { named: { problems: [], certificates: [{ isSelfSigned: true }] } },
    },
    findings: ['tls-certificate-self-signed'],
  },
  {
    title: 'for another name',
    server: serve(makeLeaf({ alternativeNames: ['DNS:other.example'] }), [intermediate]),
    expected: { trust: { isTrusted: true }, matchesName: false, grade: { letter: 'M' } },
    findings: ['tls-certificate-wrong-name'],
  },
  {
    title: 'missing intermediate',
    server: serve(leaf, []),
    expected: {
      trust: { isTrusted: false, reason: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' },
      chains: { named: { problems: ['missing-intermediate'] } },
    },
    findings: ['tls-chain-incomplete'],
  },
  {
    title: 'reversed chain',
    server: serve(leaf, [root, intermediate]),
    expected: {
      trust: { isTrusted: true },
      chains: {
        named: {
          problems: ['wrong-order', 'root-sent'],
          certificates: [
            { subjectCommonName: name },
            { subjectCommonName: 'Example Root' },
            { subjectCommonName: 'Example CA' },
          ],
        },
      },
    },
    findings: ['tls-chain-order'],
  },
  {
    title: 'extra certificate',
    server: serve(leaf, [makeTestCertificate({ commonName: 'unrelated.example' }), intermediate]),
    expected: {
      trust: { isTrusted: true },
      chains: {
        named: { problems: ['extra-certificate'], certificates: { length: 3 } },
      },
    },
    findings: ['tls-chain-order'],
  },
  {
    title: 'signed with SHA-1',
    server: { ...serve(makeLeaf({ digest: 'sha1' }), [intermediate]), ciphers: ancient },
    expected: {
      chains: { named: { certificates: [{ signatureAlgorithm: 'ecdsa-with-SHA1' }, {}] } },
      grade: { letter: 'T' },
    },
    findings: ['tls-certificate-weak-signature'],
  },
  {
    title: 'a key of RSA-1024',
    server: { ...serve(makeLeaf({ key: rsa1024 }), [intermediate]), ciphers: ancient },
    expected: {
      chains: { named: { certificates: [{ keyAlgorithm: 'rsa', keyBits: 1024 }, {}] } },
      grade: { letter: 'B' },
    },
    findings: ['tls-certificate-weak-key'],
  },
  {
    title: 'a key of ECDSA',
    server: serve(leaf, [intermediate]),
    expected: {
      chains: {
        named: { certificates: [{ keyAlgorithm: 'ec', keyBits: 256, keyCurve: 'prime256v1' }, {}] },
      },
      groups: expect.arrayContaining([
        { code: '001d', name: 'x25519', bits: 255, isPostQuantum: false },
      ]),
    },
  },
  {
    title: 'a key of Ed25519',
    server: serve(makeLeaf({ key: ['-algorithm', 'ED25519'] }), [intermediate]),
    expected: {
      trust: { isTrusted: true },
      chains: { named: { certificates: [{ keyAlgorithm: 'ed25519', keyBits: 256 }, {}] } },
    },
  },
  {
    title: 'wildcard',
    server: serve(makeLeaf({ alternativeNames: ['DNS:*.host.example'] }), [intermediate]),
    target: { serverName: 'www.host.example' },
    expected: {
      matchesName: true,
      chains: { named: { certificates: [{ isWildcard: true }, {}] } },
    },
  },
  {
    title: 'an address as alternative name',
    server: serve(makeLeaf({ alternativeNames: ['IP:127.0.0.1'] }), [intermediate]),
    target: { serverName: '127.0.0.1' },
    expected: {
      matchesName: true,
      chains: { named: { certificates: [{ ipAddresses: ['127.0.0.1'] }, {}] } },
    },
  },
  {
    title: 'longer than 398 days',
    server: serve(makeLeaf({ notAfter: new Date(Date.now() + 500 * dayMs) }), [intermediate]),
    expected: { trust: { isTrusted: true } },
    findings: ['tls-certificate-long-lived'],
  },
  {
    title: 'must staple, but no staple',
    server: serve(makeLeaf({ extensions: ['tlsfeature=status_request'] }), [intermediate]),
    expected: { chains: { named: { certificates: [{ isMustStaple: true }, {}] } } },
    findings: ['tls-certificate-must-staple'],
  },
  {
    title: 'client certificate required',
    server: {
      ...serve(leaf, [intermediate]),
      requestCert: true,
      ca: [root.cert, intermediate.cert],
    },
    expected: {
      ...good,
      clientCertificate: {
        demand: 'required',
        acceptedIssuers: ['O=Example, CN=Example Root', 'O=Example, CN=Example CA'],
      },
    },
  },
  {
    title: 'client certificate required before TLS 1.3',
    server: {
      ...serve(leaf, [intermediate]),
      requestCert: true,
      ca: root.cert,
      maxVersion: 'TLSv1.2',
    },
    expected: {
      ...good,
      clientCertificate: { demand: 'required', acceptedIssuers: ['O=Example, CN=Example Root'] },
    },
  },
  {
    title: 'client certificate requested',
    server: {
      ...serve(leaf, [intermediate]),
      requestCert: true,
      rejectUnauthorized: false,
    },
    expected: { ...good, clientCertificate: { demand: 'requested', acceptedIssuers: [] } },
  },
  {
    title: 'TLS 1.0 only',
    server: {
      ...serve(makeLeaf({ key: rsa2048 }), [intermediate]),
      minVersion: 'TLSv1',
      maxVersion: 'TLSv1',
      ciphers: ancient,
    },
    expected: {
      versions: [
        { version: 'SSLv2', isSupported: false },
        { version: 'SSLv3', isSupported: false },
        { version: 'TLSv1', isSupported: true },
        { version: 'TLSv1.1', isSupported: false },
        { version: 'TLSv1.2', isSupported: false },
        { version: 'TLSv1.3', isSupported: false },
      ],
      negotiated: { version: 'TLSv1' },
      trust: { isTrusted: true },
      grade: { letter: 'C' },
    },
    others: ['tls-old-version'],
  },
  {
    title: 'TLS 1.3 only',
    server: { ...serve(leaf, [intermediate]), minVersion: 'TLSv1.3', ALPNProtocols: ['h2'] },
    expected: {
      ...good,
      versions: [
        { version: 'SSLv2', isSupported: false },
        { version: 'SSLv3', isSupported: false },
        { version: 'TLSv1', isSupported: false },
        { version: 'TLSv1.1', isSupported: false },
        { version: 'TLSv1.2', isSupported: false },
        { version: 'TLSv1.3', isSupported: true, suites: { length: 3 } },
      ],
      negotiated: { version: 'TLSv1.3', alpn: 'h2', group: 'X25519MLKEM768' },
      alpn: ['h2'],
      grade: { letter: 'A+' },
    },
  },
  {
    title: 'DH-1024',
    server: {
      ...serve(makeLeaf({ key: rsa2048 }), [intermediate]),
      dhparam: toPem(getDiffieHellman('modp2').getPrime()),
      ciphers: 'DHE-RSA-AES128-GCM-SHA256:@SECLEVEL=0',
      maxVersion: 'TLSv1.2',
    },
    expected: { dh: { bits: 1024, knownPrime: 'RFC 2409 group 2' }, grade: { letter: 'B' } },
    others: ['tls-weak-dh'],
  },
]

describe('examineTls() judges certificates and chains', () => {
  it.concurrent.each(cases)('$title', async (options) => {
    const { target, expected, findings = [], others = [] } = options
    await using server = await startTlsServer(options.server)
    const endpoint = await examine(server.port, {
      serverName: name,
      trustAnchors: [root.cert],
      ...target,
    })
    expect(endpoint).toMatchObject(expected)
    expect(endpoint.isComplete).toBe(true)
    const told = judgeTls(endpoint).map(({ id }) => id)
    expect(told.filter((id) => /^tls-(?:certificate|chain)-/.test(id))).toEqual(findings)
    expect(told).toEqual(expect.arrayContaining([...others]))
    expect(reasonOf(endpoint)).toBe(await askOpenSsl(server.port))
  })
})

/** Our own judgement, without OpenSSL's. */
function reasonOf({ chains }: TlsEndpointRecord): string | undefined {
  const chain = (chains.named ?? chains.default)?.certificates ?? []
  const ders = chain.map(({ pem }) => new X509Certificate(pem).raw)
  return judgeTrust(ders, new TrustStore([root.cert])).reason
}

async function askOpenSsl(port: number): Promise<string | undefined> {
  const { promise, resolve } = Promise.withResolvers<string | undefined>()
  const socket = connect({
    port,
    host: '127.0.0.1',
    ca: [...rootCertificates, root.cert],
    ciphers: ancient,
    minVersion: 'TLSv1',
    rejectUnauthorized: false,
    checkServerIdentity: () => undefined,
  })
  // The code as text, whatever the declared type says; a server may still refuse us afterwards.
  const tell = () =>
    resolve(socket.authorizationError ? String(socket.authorizationError) : undefined)
  socket.on('secureConnect', tell)
  socket.on('error', tell)
  const reason = await promise
  socket.destroy()
  return reason
}

function toSha256({ cert }: TestCertificate): string {
  return new X509Certificate(cert).fingerprint256.replaceAll(':', '').toLowerCase()
}

/** The prime as DHParameter (PKCS #3), with the generator 2. */
function toPem(prime: Buffer): string {
  const integer = Buffer.concat([Buffer.from([2, 0x81, prime.length + 1, 0]), prime])
  const content = Buffer.concat([integer, Buffer.from([2, 1, 2])])
  const der = Buffer.concat([Buffer.from([0x30, 0x81, content.length]), content])
  return `-----BEGIN DH PARAMETERS-----\n${der.toString('base64')}\n-----END DH PARAMETERS-----\n`
}
