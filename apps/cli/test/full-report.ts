import {
  type CertificateRecord,
  type HttpRecord,
  type ScanReport,
  type ServiceRecord,
  type TlsEndpointRecord,
  type TlsSuiteRecord,
  type TlsVersionRecord,
} from '@windvane/model'

/** A report with every member filled, as of a small web and mail host. */
export function createFullReport(): ScanReport {
  return {
    target: 'www.host.example',
    addresses: [
      { address: '192.0.2.10', family: 4 },
      { address: '2001:db8::10', family: 6 },
      { address: '10.0.0.9', family: 4, skipped: 'private (RFC 1918)' },
    ],
    resolution: { cnames: ['edge.host.example'], ttlSeconds: 300, resolver: 'system' },
    hosts: [
      {
        address: '192.0.2.10',
        family: 4,
        state: 'up',
        rttMs: 21.42,
        names: [
          { name: 'www.host.example', source: 'target' },
          { name: 'ptr.host.example', source: 'ptr', isConfirmed: true },
          { name: 'old.host.example', source: 'ptr', isConfirmed: false },
          { name: 'mail.host.example', source: 'service' },
          { name: '*.host.example', source: 'certificate' },
          { name: 'login.host.example', source: 'redirect' },
        ],
        os: {
          name: 'Debian Linux 12',
          cpe: 'cpe:2.3:o:debian:debian_linux:12:*:*:*:*:*:*:*',
          confidence: 90,
          evidence: ['22/tcp ssh: OpenSSH_9.2p1 Debian-2+deb12u10', '80/tcp http: nginx/1.22.1'],
        },
        provider: { kind: 'cdn', name: 'Example CDN', evidence: 'header via: example-edge' },
        isAllOpen: false,
        isTarpit: false,
      },
      {
        address: '2001:db8::10',
        family: 6,
        state: 'up',
        names: [],
        isAllOpen: true,
        isTarpit: true,
      },
    ],
    ports: [
      openPort('192.0.2.10', 22),
      openPort('192.0.2.10', 25),
      openPort('192.0.2.10', 80),
      openPort('192.0.2.10', 443),
      openPort('192.0.2.10', 6379),
      {
        address: '192.0.2.10',
        port: 8080,
        transport: 'tcp',
        state: 'filtered',
        reason: 'admin-prohibited',
        tries: 2,
      },
      { ...openPort('192.0.2.10', 53), transport: 'udp', reason: 'udp-response' },
      openPort('2001:db8::10', 443),
    ],
    portGroups: [
      {
        address: '192.0.2.10',
        transport: 'tcp',
        state: 'closed',
        reason: 'conn-refused',
        tries: 1,
        count: 989,
        ports: '1-21,23-24,26-79,81-442,444-993',
      },
      {
        address: '192.0.2.10',
        transport: 'udp',
        state: 'open|filtered',
        reason: 'no-response',
        tries: 3,
        count: 12,
        ports: '67-69,123,161,500,1900,3478,4500,5353,5683,11211',
      },
    ],
    services: [
      sshService(),
      service(25, 'smtp', { product: 'Postfix', tunnel: 'none', version: '3.7.11' }),
      service(80, 'http', { product: 'nginx', version: '1.22.1' }),
      service(443, 'http', { product: 'nginx', version: '1.22.1', tunnel: 'tls' }),
      service(6379, 'redis', { product: 'Redis', version: '7.0.15', isAnonymousAllowed: true }),
      { ...service(53, 'domain', { product: 'BIND', version: '9.18.49' }), transport: 'udp' },
      { ...service(443, 'https', { method: 'port', confidence: 10 }), address: '2001:db8::10' },
    ],
    tls: [
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
    ],
    tlsEndpoints: [createEndpoint()],
    http: [createPage()],
    findings: [
      {
        id: 'redis-anonymous',
        title: 'Redis answers without a password',
        severity: 'critical',
        address: '192.0.2.10',
        port: 6379,
        transport: 'tcp',
        evidence: 'INFO tells redis_version 7.0.15',
        description: 'Anybody who reaches the port reads and changes all data. Set a password.',
      },
      {
        id: 'certificate-expired',
        title: 'The certificate has ended',
        severity: 'high',
        address: '192.0.2.10',
        port: 25,
        transport: 'tcp',
        evidence: 'notAfter 2026-01-01',
        description: 'Clients refuse the connection or learn to ignore warnings. Renew it.',
      },
      {
        id: 'tls-old-version',
        title: 'TLS 1.0 is accepted',
        severity: 'medium',
        address: '192.0.2.10',
        port: 443,
        transport: 'tcp',
        evidence: 'ServerHello of TLSv1 with ECDHE-RSA-AES128-SHA',
        description: 'Turn versions before 1.2 off.',
      },
      {
        id: 'tls-old-version',
        title: 'TLS 1.0 is accepted',
        severity: 'medium',
        address: '192.0.2.10',
        port: 25,
        transport: 'tcp',
        evidence: 'ServerHello of TLSv1 with ECDHE-RSA-AES128-SHA',
        description: 'Turn versions before 1.2 off.',
      },
      {
        id: 'http-no-hsts',
        title: 'The page does not insist on TLS',
        severity: 'low',
        address: '192.0.2.10',
        port: 443,
        transport: 'tcp',
        evidence: 'no strict-transport-security header',
        description: 'Send the header so that browsers never ask in clear again.',
      },
      {
        id: 'host-all-open',
        title: 'Nearly every port accepts',
        severity: 'info',
        address: '2001:db8::10',
        evidence: '198 of 200 random ports accepted',
        description: 'A honeypot, a SYN proxy or a front: its ports tell nothing.',
      },
    ],
    failures: [
      { stage: 'services', address: '192.0.2.10', port: 22, detector: 'tls', message: 'reset' },
      { stage: 'ports', address: '2001:db8::10', message: 'Nearly every port is open' },
    ],
    summary: {
      startedAt: '2026-11-25T22:14:15.000Z',
      endedAt: '2026-11-25T22:14:31.500Z',
      stopReason: 'deadline',
      completeness: 0.875,
      stages: { resolve: 1, ports: 0.875, udp: 1, services: 1, tls: 1, http: 0.5 },
      engine: { name: 'windvane', version: '0.1.0', portScan: 'connect' },
      profile: 'normal',
      options: { ports: 'top1000', services: true },
      sourceAddresses: ['198.51.100.7'],
      counters: {
        ports: 2000,
        sent: 1834,
        answered: 1750,
        retries: 84,
        loss: 0.012,
        srttMs: 21.42,
        rttvarMs: 3.1,
        connections: 96,
        bytesRead: 123_456,
      },
      pace: Array.from({ length: 60 }, (_, index) => ({
        atMs: index * 275,
        ratePerSecond: 200 + 1800 * Math.abs(Math.sin(index / 9)),
        window: 100 + index * 9,
      })),
      decisions: [
        { at: '2026-11-25T22:14:15.100Z', text: '10.0.0.9 is left out: private (RFC 1918)' },
      ],
    },
  }
}

function openPort(address: string, port: number): ScanReport['ports'][number] {
  return {
    address,
    port,
    transport: 'tcp',
    state: 'open',
    reason: 'syn-ack',
    tries: 1,
    rttMs: 21.5,
    firstSeen: '2026-11-25T22:14:16.000Z',
    lastSeen: '2026-11-25T22:14:16.000Z',
  }
}

function service(port: number, name: string, more: Partial<ServiceRecord>): ServiceRecord {
  return {
    address: '192.0.2.10',
    port,
    transport: 'tcp',
    name,
    tunnel: 'none',
    cpe: [],
    software: [],
    method: 'probe',
    confidence: 100,
    detector: name,
    evidence: `${name} answered as it should`,
    extra: {},
    exchanges: [],
    seenAt: '2026-11-25T22:14:18.000Z',
    ...more,
  }
}

function sshService(): ServiceRecord {
  return service(22, 'ssh', {
    product: 'OpenSSH',
    vendor: 'OpenBSD',
    version: '9.2p1',
    cpe: ['cpe:2.3:a:openbsd:openssh:9.2:p1:*:*:*:*:*:*'],
    os: 'Debian 12',
    hostname: 'web1',
    software: [
      {
        part: 'application',
        product: 'OpenSSH',
        vendor: 'OpenBSD',
        version: '9.2p1',
        cpe: 'cpe:2.3:a:openbsd:openssh:9.2:p1:*:*:*:*:*:*',
        packageRevision: 'deb12u10',
        field: 'ssh.software',
        text: 'OpenSSH_9.2p1 Debian-2+deb12u10',
      },
    ],
    banner: 'SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u10',
    bannerRaw: toBase64('SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u10\r\n'),
    bannerSha256: 'ab'.repeat(32),
    isBannerTruncated: false,
    method: 'banner',
    isAuthRequired: true,
    extra: { hassh: '0123456789abcdef', kex: ['curve25519-sha256', 'sntrup761x25519-sha512'] },
    exchanges: [
      {
        sent: toBase64('SSH-2.0-Windvane\r\n'),
        received: toBase64('SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u10\r\n'),
        end: 'matched',
        isTruncated: false,
      },
      {
        sent: '',
        received: Buffer.from(Array.from({ length: 300 }, (_, i) => (i * 7) % 256)).toString(
          'base64',
        ),
        end: 'idle',
        isTruncated: true,
      },
    ],
  })
}

function toBase64(text: string): string {
  return Buffer.from(text).toString('base64')
}

function certificate(more: Partial<CertificateRecord>): CertificateRecord {
  return {
    sha256: '11'.repeat(32),
    sha1: '22'.repeat(20),
    spkiSha256: '33'.repeat(32),
    serial: '04a1b2c3',
    subject: 'CN=www.host.example',
    subjectCommonName: 'www.host.example',
    issuer: 'CN=Example Issuing CA,O=Example',
    issuerCommonName: 'Example Issuing CA',
    dnsNames: ['www.host.example', 'host.example', '*.host.example'],
    ipAddresses: ['192.0.2.10'],
    emailAddresses: ['hostmaster@host.example'],
    notBefore: '2026-10-01T00:00:00Z',
    notAfter: '2026-12-30T23:59:59Z',
    keyAlgorithm: 'EC',
    keyBits: 256,
    keyCurve: 'P-256',
    signatureAlgorithm: 'ecdsa-with-SHA256',
    isCa: false,
    isSelfSigned: false,
    isWildcard: true,
    keyUsage: ['digitalSignature'],
    extendedKeyUsage: ['serverAuth'],
    policies: ['2.23.140.1.2.1'],
    validation: 'dv',
    ocspUrls: ['http://ocsp.host.example'],
    issuerUrls: ['http://ca.host.example/ca.crt'],
    crlUrls: ['http://ca.host.example/ca.crl'],
    isMustStaple: true,
    sctCount: 2,
    pem: '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n',
    ...more,
  }
}

function leaf(): CertificateRecord {
  return certificate({})
}

function intermediate(): CertificateRecord {
  return certificate({
    sha256: '44'.repeat(32),
    subject: 'CN=Example Issuing CA,O=Example',
    subjectCommonName: 'Example Issuing CA',
    issuer: 'CN=Example Root,O=Example',
    issuerCommonName: 'Example Root',
    dnsNames: [],
    ipAddresses: [],
    emailAddresses: [],
    notBefore: '2022-01-01T00:00:00Z',
    notAfter: '2037-01-01T00:00:00Z',
    keyAlgorithm: 'RSA',
    keyBits: 2048,
    isCa: true,
    isWildcard: false,
    isMustStaple: false,
    sctCount: 0,
  })
}

function expired(): CertificateRecord {
  return certificate({
    sha256: '55'.repeat(32),
    subject: 'CN=mail.host.example',
    subjectCommonName: 'mail.host.example',
    notBefore: '2025-01-01T00:00:00Z',
    notAfter: '2026-01-01T00:00:00Z',
    isSelfSigned: true,
  })
}

function createEndpoint(): TlsEndpointRecord {
  return {
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

function createPage(): HttpRecord {
  return {
    address: '192.0.2.10',
    port: 443,
    tunnel: 'tls',
    host: 'www.host.example',
    url: 'https://www.host.example/start',
    status: 200,
    reason: 'OK',
    title: 'Welcome to the host',
    server: 'nginx/1.22.1',
    contentType: 'text/html; charset=utf-8',
    contentLength: 5120,
    protocols: ['http/1.1', 'h2', 'h3'],
    redirects: [
      { status: 301, from: 'http://www.host.example/', to: '/start', isFollowed: true },
      { status: 302, from: '/start', to: 'https://login.host.example/', isFollowed: false },
    ],
    headers: [
      ['Server', 'nginx/1.22.1'],
      ['Content-Type', 'text/html; charset=utf-8'],
      ['Set-Cookie', 'session=1; HttpOnly'],
    ],
    body: {
      sha256: '77'.repeat(32),
      mmh3: -1_234_567,
      sizeBytes: 5120,
      isTruncated: true,
      preview: '<!doctype html>\n<title>Welcome to the host</title>',
    },
    favicon: {
      url: '/favicon.ico',
      sizeBytes: 1150,
      md5: '88'.repeat(16),
      sha256: '99'.repeat(32),
      mmh3: 116_323_821,
    },
    technologies: [
      {
        name: 'nginx',
        version: '1.22.1',
        cpe: 'cpe:2.3:a:f5:nginx:1.22.1:*:*:*:*:*:*:*',
        category: 'web server',
        evidence: 'server: nginx/1.22.1',
      },
      { name: 'React', category: 'framework', evidence: 'data-reactroot' },
    ],
    securityHeaders: {
      'strict-transport-security': null,
      'content-security-policy': "default-src 'self' https://cdn.host.example",
      'x-content-type-options': 'nosniff',
    },
    cookies: [
      { name: 'session', isSecure: false, isHttpOnly: true, sameSite: 'Lax' },
      { name: 'theme', isSecure: true, isHttpOnly: false },
    ],
    robots: {
      status: 200,
      disallow: ['/admin', '/private'],
      sitemaps: ['https://www.host.example/sitemap.xml'],
    },
    securityTxt: { contacts: ['mailto:security@host.example'], expires: '2027-01-01T00:00:00Z' },
    withoutName: { isSame: false, status: 404, title: 'Not Found', bodySha256: 'cc'.repeat(32) },
    policyHosts: ['cdn.host.example'],
    linkedDomains: ['host.example', 'other.example'],
    altSvc: 'h3=":443"; ma=86400',
  }
}
