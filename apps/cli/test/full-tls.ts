import {
  type TlsEndpointRecord,
  type TlsRecord,
  type TlsSuiteRecord,
  type TlsVersionRecord,
} from '@windvane/model'
import { expired, intermediate, leaf } from './full-certificates.ts'

/** Two handshakes. */
export const fullTls: readonly TlsRecord[] = [
  {
    address: '192.0.2.10',
    port: 25,
    tunnel: 'starttls',
    serverName: 'www.host.example',
    version: 'TLSv1.3',
    cipher: 'TLS_AES_256_GCM_SHA384',
    alpn: 'smtp',
    chain: [expired()],
    isTrusted: false,
    trustError: 'CERT_HAS_EXPIRED',
    matchesName: false,
  },
  {
    address: '192.0.2.10',
    port: 443,
    tunnel: 'tls',
    serverName: 'www.host.example',
    version: 'TLSv1.3',
    cipher: 'TLS_AES_256_GCM_SHA384',
    chain: [leaf(), intermediate()],
    isTrusted: true,
    matchesName: true,
  },
]

/** The TLS of a port with every member. */
export const fullEndpoint: TlsEndpointRecord = {
  address: '192.0.2.10',
  port: 443,
  tunnel: 'tls',
  protocol: 'http',
  serverName: 'www.host.example',
  versions: createVersions(),
  negotiated: {
    version: 'TLSv1.3',
    cipher: 'TLS_AES_256_GCM_SHA384',
    group: 'X25519MLKEM768',
    alpn: 'h2',
  },
  groups: [
    { code: '11ec', name: 'X25519MLKEM768', bits: 192, isPostQuantum: true },
    { code: '001d', name: 'x25519', bits: 128, isPostQuantum: false },
  ],
  alpn: ['h2', 'http/1.1'],
  dh: { bits: 2048, knownPrime: 'ffdhe2048' },
  features: {
    sessionIdResumption: true,
    ticketResumption: true,
    secureRenegotiation: true,
    clientRenegotiation: true,
    compression: false,
    extendedMasterSecret: true,
    encryptThenMac: false,
    fallbackScsv: true,
    heartbeat: false,
  },
  ocspStaple: {
    status: 'good',
    producedAt: '2026-11-25T10:00:00Z',
    thisUpdate: '2026-11-25T10:00:00Z',
    nextUpdate: '2026-12-02T10:00:00Z',
  },
  scts: [
    { logId: 'aa'.repeat(32), at: '2026-10-01T00:00:10Z', source: 'certificate' },
    { logId: 'bb'.repeat(32), at: '2026-10-01T00:00:11Z', source: 'handshake' },
  ],
  clientCertificate: { demand: 'requested', acceptedIssuers: ['CN=Example Client CA'] },
  chains: {
    named: { certificates: [leaf(), intermediate()], problems: ['root-sent', 'wrong-order'] },
    default: { certificates: [expired()], problems: ['missing-intermediate'] },
  },
  otherAddresses: [
    { address: '2001:db8::10', leafSha256: '55'.repeat(32), isSame: false },
    { address: '192.0.2.11', isSame: false, failure: 'connection refused' },
  ],
  trust: { isTrusted: true, path: ['11'.repeat(32), '44'.repeat(32), '66'.repeat(32)] },
  matchesName: true,
  daysLeft: 35,
  jarm: '2ad2ad16d2ad2ad00042d42d0000005d86ccb1a0567e012264097a0315d7a7',
  ja3s: 'eb1d94daa7e0344597e756a1fb6e7054',
  grade: {
    letter: 'B',
    score: 88,
    deductions: [
      { reason: 'TLS 1.0 is accepted', cap: 'B' },
      { reason: 'A suite without forward secrecy is accepted', points: 10 },
    ],
  },
  mozillaProfile: 'old',
  connections: 61,
  durationMs: 940,
  isComplete: false,
}

function createVersions(): readonly TlsVersionRecord[] {
  const gcm = suite('c02f', 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256', 'strong')
  const cbc = suite('c013', 'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA', 'weak')
  const rc4 = { ...suite('0005', 'TLS_RSA_WITH_RC4_128_SHA', 'insecure'), keyExchange: 'RSA' }
  return [
    { version: 'SSLv2', suites: [] },
    { version: 'SSLv3', isSupported: false, suites: [] },
    { version: 'TLSv1', isSupported: true, order: 'client', suites: [cbc, rc4] },
    { version: 'TLSv1.1', isSupported: false, suites: [] },
    { version: 'TLSv1.2', isSupported: true, order: 'server', suites: [gcm, cbc] },
    {
      version: 'TLSv1.3',
      isSupported: true,
      order: 'server',
      suites: [
        { ...suite('1302', 'TLS_AES_256_GCM_SHA384', 'strong'), bits: 256 },
        suite('1301', 'TLS_AES_128_GCM_SHA256', 'acceptable'),
      ],
    },
  ]
}

function suite(code: string, name: string, strength: TlsSuiteRecord['strength']): TlsSuiteRecord {
  return { code, name, keyExchange: 'ECDHE', bits: 128, strength }
}
