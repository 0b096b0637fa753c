/** What a scan saw, as records. Field names follow Censys, Shodan, nmap and zgrab2 (scan.md 3). */

export type Transport = 'tcp' | 'udp'

/** One address the target resolved to. `skipped` says why it was not scanned. */
export type AddressRecord = {
  readonly address: string
  readonly family: 4 | 6
  readonly skipped?: string
}

/** One port of one address. `reason` is nmap's word: `syn-ack`, `conn-refused`, `no-response`, … */
export type PortRecord = {
  readonly address: string
  readonly port: number
  readonly transport: Transport
  readonly state: 'open' | 'closed' | 'filtered'
  readonly reason: string
  readonly tries: number
  readonly rttMs?: number
}

/** What was found speaking on a port. `name` is the protocol, IANA's or nmap's word (`http`, `ssh`). */
export type ServiceRecord = {
  readonly address: string
  readonly port: number
  readonly transport: Transport
  readonly name: string
  readonly tunnel: 'none' | 'tls' | 'starttls'
  readonly product?: string
  readonly vendor?: string
  readonly version?: string
  /** CPE 2.3 formatted strings. */
  readonly cpe: readonly string[]
  readonly os?: string
  readonly hostname?: string
  /** Printable text of what the service said first, at most 4,096 characters. */
  readonly banner?: string
  /** The same bytes, base64, at most 4,096 bytes before encoding. */
  readonly bannerRaw?: string
  readonly method: 'banner' | 'probe' | 'tls' | 'port'
  /** 0 to 100. `method: 'port'` is a guess from the number alone and never above 20. */
  readonly confidence: number
  readonly detector: string
  /** What the decision rests on, in one short line. */
  readonly evidence: string
  /** Protocol facts: HTTP status and headers, SSH algorithm lists, EHLO words … JSON only. */
  readonly extra: Readonly<Record<string, unknown>>
}

/** One X.509 certificate. Fingerprints and serial are lower-case hex without colons. */
export type CertificateRecord = {
  readonly sha256: string
  readonly sha1: string
  readonly spkiSha256: string
  readonly serial: string
  readonly subject: string
  readonly subjectCommonName?: string
  readonly issuer: string
  readonly issuerCommonName?: string
  readonly dnsNames: readonly string[]
  readonly ipAddresses: readonly string[]
  /** RFC 3339, UTC. */
  readonly notBefore: string
  readonly notAfter: string
  readonly keyAlgorithm: string
  readonly keyBits?: number
  readonly keyCurve?: string
  readonly signatureAlgorithm?: string
  readonly isCa: boolean
  readonly isSelfSigned: boolean
  readonly pem: string
}

/** One TLS handshake with one name (or without: `serverName: null`). */
export type TlsRecord = {
  readonly address: string
  readonly port: number
  readonly tunnel: 'tls' | 'starttls'
  readonly serverName: string | null
  readonly version: string
  readonly cipher: string
  readonly alpn?: string
  /** Leaf first. */
  readonly chain: readonly CertificateRecord[]
  readonly isTrusted: boolean
  /** OpenSSL's verification error, when not trusted. */
  readonly trustError?: string
  /** Whether the leaf covers the scanned name; absent when the target is an address and no name was asked. */
  readonly matchesName?: boolean
}

/** A failure is data: what was tried, where, and why it gave nothing. */
export type FailureRecord = {
  readonly stage: 'resolve' | 'ports' | 'services' | 'tls'
  readonly address?: string
  readonly port?: number
  readonly detector?: string
  readonly message: string
}

/** What a scan tells while it runs, in order of happening. `done` is the last. */
export type ScanEvent =
  | { readonly kind: 'resolved'; readonly addresses: readonly AddressRecord[] }
  | {
      readonly kind: 'progress'
      readonly stage: 'resolve' | 'ports' | 'services'
      readonly done: number
      readonly total: number
    }
  | { readonly kind: 'port'; readonly port: PortRecord }
  | { readonly kind: 'service'; readonly service: ServiceRecord }
  | { readonly kind: 'tls'; readonly tls: TlsRecord }
  | { readonly kind: 'failure'; readonly failure: FailureRecord }
  | { readonly kind: 'done'; readonly summary: ScanSummary }

export type ScanSummary = {
  readonly startedAt: string
  readonly endedAt: string
  /** `complete`, or what ended it early: `deadline`, `cancelled`, `no-address`, `refused`, `all-open`. */
  readonly stopReason: string
  /** Share of the planned ports that got a verdict, 0 to 1. */
  readonly completeness: number
  readonly counters: {
    readonly ports: number
    readonly sent: number
    readonly answered: number
    readonly retries: number
    readonly srttMs?: number
  }
}

/** The whole of a scan; ports that are closed are counted, not listed. */
export type ScanReport = {
  readonly target: string
  readonly addresses: readonly AddressRecord[]
  readonly ports: readonly PortRecord[]
  readonly services: readonly ServiceRecord[]
  readonly tls: readonly TlsRecord[]
  readonly failures: readonly FailureRecord[]
  readonly summary: ScanSummary
}
