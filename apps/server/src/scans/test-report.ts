import {
  type CertificateRecord,
  type PortRecord,
  type ScanReport,
  type ScanSummary,
  type ServiceRecord,
  type TlsEndpointRecord,
} from '@windvane/model'

/** Records of a scan of 203.0.113.1 for tests, which name only what they are about. */
export function makeReport(members: Partial<ScanReport> = {}): ScanReport {
  return {
    target: '203.0.113.1',
    addresses: [{ address: '203.0.113.1', family: 4 }],
    hosts: [],
    ports: [],
    portGroups: [],
    services: [],
    tls: [],
    tlsEndpoints: [],
    http: [],
    findings: [],
    failures: [],
    summary: makeSummary(),
    ...members,
  }
}

export function makeSummary(members: Partial<ScanSummary> = {}): ScanSummary {
  return {
    startedAt: '2026-01-01T00:00:00Z',
    endedAt: '2026-01-01T00:00:01Z',
    stopReason: 'complete',
    completeness: 1,
    stages: { resolve: 1, ports: 1, udp: 1, services: 1, tls: 1, http: 1 },
    engine: { name: 'windvane', version: '0', portScan: 'connect' },
    profile: 'normal',
    options: {},
    sourceAddresses: [],
    counters: { ports: 1, sent: 1, answered: 1, retries: 0, connections: 0, bytesRead: 0 },
    pace: [],
    decisions: [],
    ...members,
  }
}

export function makePort(members: Partial<PortRecord> = {}): PortRecord {
  return {
    address: '203.0.113.1',
    port: 22,
    transport: 'tcp',
    state: 'open',
    reason: 'syn-ack',
    tries: 1,
    ...members,
  }
}

export function makeService(members: Partial<ServiceRecord> = {}): ServiceRecord {
  return {
    address: '203.0.113.1',
    port: 22,
    transport: 'tcp',
    name: 'ssh',
    tunnel: 'none',
    cpe: [],
    software: [],
    method: 'banner',
    confidence: 100,
    detector: 'ssh',
    evidence: 'identification string',
    extra: {},
    exchanges: [],
    seenAt: '2026-01-01T00:00:00Z',
    ...members,
  }
}

export function makeCertificate(members: Partial<CertificateRecord> = {}): CertificateRecord {
  return {
    sha256: 'ab'.repeat(32),
    sha1: 'cd'.repeat(20),
    spkiSha256: 'ef'.repeat(32),
    serial: '0a1b',
    subject: 'CN=example.com',
    issuer: 'CN=Test CA',
    dnsNames: [],
    ipAddresses: [],
    emailAddresses: [],
    notBefore: '2026-01-01T00:00:00Z',
    notAfter: '2027-01-01T00:00:00Z',
    keyAlgorithm: 'ec',
    isCa: false,
    isSelfSigned: false,
    isWildcard: false,
    keyUsage: [],
    extendedKeyUsage: [],
    policies: [],
    ocspUrls: [],
    issuerUrls: [],
    crlUrls: [],
    isMustStaple: false,
    sctCount: 0,
    pem: '',
    ...members,
  }
}

export function makeTlsEndpoint(members: Partial<TlsEndpointRecord> = {}): TlsEndpointRecord {
  return {
    address: '203.0.113.1',
    port: 443,
    tunnel: 'tls',
    serverName: null,
    versions: [],
    groups: [],
    alpn: [],
    features: {},
    scts: [],
    chains: {},
    otherAddresses: [],
    trust: { isTrusted: false, path: [] },
    grade: { letter: 'T', score: 0, deductions: [] },
    mozillaProfile: 'none',
    connections: 0,
    durationMs: 0,
    isComplete: true,
    ...members,
  }
}
