import { type CertificateRecord } from './certificate-record.ts'

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

/** Names as IANA and OpenSSL write them. */
export type TlsVersion = 'SSLv2' | 'SSLv3' | 'TLSv1' | 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3'

/** All that was found out about the TLS of one port. */
export type TlsEndpointRecord = {
  readonly address: string
  readonly port: number
  readonly tunnel: 'tls' | 'starttls'
  /** The protocol below STARTTLS: `smtp`, `imap` … */
  readonly protocol?: string
  /** What SNI said. */
  readonly serverName: string | null
  /** Every version asked for, oldest first. */
  readonly versions: readonly TlsVersionRecord[]
  readonly negotiated?: {
    readonly version: string
    readonly cipher: string
    readonly group?: string
    readonly alpn?: string
  }
  readonly groups: readonly TlsGroupRecord[]
  /** Application protocols that the server agrees to (RFC 7301). */
  readonly alpn: readonly string[]
  readonly dh?: { readonly bits: number; readonly knownPrime?: string }
  readonly features: TlsFeatures
  readonly ocspStaple?: OcspStapleRecord
  readonly scts: readonly SctRecord[]
  readonly clientCertificate?: {
    /** `required`: the handshake fails without one. */
    readonly demand: 'requested' | 'required'
    /** Distinguished names, at most 100. */
    readonly acceptedIssuers: readonly string[]
  }
  /** As served, with SNI and without; `default` is absent when it equals `named`. */
  readonly chains: {
    readonly named?: ServedChain
    readonly default?: ServedChain
    /** The server refuses a client that sends no name. */
    readonly isServerNameRequired?: boolean
  }
  /** Other addresses of the target, and the leaf that they serve on this port. */
  readonly otherAddresses: readonly {
    readonly address: string
    readonly leafSha256?: string
    readonly isSame: boolean
    readonly failure?: string
  }[]
  readonly trust: {
    readonly isTrusted: boolean
    /** OpenSSL's error name when not, such as `CERT_HAS_EXPIRED`. */
    readonly reason?: string
    /** SHA-256 of the certificates from leaf to root, when trusted. */
    readonly path: readonly string[]
  }
  /** Whether the leaf covers the scanned name; absent when the target is an address. */
  readonly matchesName?: boolean
  /** Whole days until the leaf ends, negative when it has. */
  readonly daysLeft?: number
  readonly jarm?: string
  readonly ja3s?: string
  readonly grade: TlsGrade
  /** The strictest of Mozilla's guidelines that the endpoint keeps. */
  readonly mozillaProfile: 'modern' | 'intermediate' | 'old' | 'none'
  readonly connections: number
  readonly durationMs: number
  /** False when time or connections ran out before every question was asked. */
  readonly isComplete: boolean
}

/** One protocol version and what the server accepts in it. */
export type TlsVersionRecord = {
  readonly version: TlsVersion
  /** Absent when the question could not be asked. */
  readonly isSupported?: boolean
  /** Whose preference decides; absent with fewer than two suites. */
  readonly order?: 'server' | 'client'
  /** In the server's order where it has one, else strongest first. */
  readonly suites: readonly TlsSuiteRecord[]
}

export type TlsSuiteRecord = {
  /** Two bytes, `c02f`; three in SSL 2.0. */
  readonly code: string
  /** IANA's name. */
  readonly name: string
  /** As in the name, `ECDHE_RSA`; `any` in TLS 1.3, whose suites leave it open. */
  readonly keyExchange: string
  readonly bits: number
  readonly strength: 'strong' | 'acceptable' | 'weak' | 'insecure'
}

export type TlsGroupRecord = {
  /** Two bytes, `001d`. */
  readonly code: string
  readonly name: string
  readonly bits: number
  readonly isPostQuantum: boolean
}

/** Each absent when the question could not be answered. */
export type TlsFeatures = {
  readonly sessionIdResumption?: boolean
  readonly ticketResumption?: boolean
  /** RFC 5746. */
  readonly secureRenegotiation?: boolean
  /** Whether the server lets a client renegotiate. */
  readonly clientRenegotiation?: boolean
  readonly compression?: boolean
  /** RFC 7627. */
  readonly extendedMasterSecret?: boolean
  /** RFC 7366. */
  readonly encryptThenMac?: boolean
  /** RFC 7507. */
  readonly fallbackScsv?: boolean
  /** RFC 6520. */
  readonly heartbeat?: boolean
  readonly earlyData?: boolean
}

export type ServedChain = {
  /** In the order sent, nothing left out. */
  readonly certificates: readonly CertificateRecord[]
  readonly problems: readonly ChainProblem[]
}

/** `root-sent` is needless, not wrong. */
export type ChainProblem =
  | 'wrong-order'
  | 'missing-intermediate'
  | 'extra-certificate'
  | 'root-sent'
  | 'unreadable-certificate'

/** RFC 6960. */
export type OcspStapleRecord = {
  readonly status: 'good' | 'revoked' | 'unknown' | 'unreadable'
  readonly producedAt?: string
  readonly thisUpdate?: string
  readonly nextUpdate?: string
}

/** RFC 6962. */
export type SctRecord = {
  /** Lower-case hex. */
  readonly logId: string
  readonly at: string
  readonly source: 'certificate' | 'handshake' | 'ocsp'
}

export type TlsGrade = {
  readonly letter: 'A+' | 'A' | 'A-' | 'B' | 'C' | 'D' | 'E' | 'F' | 'T' | 'M'
  /** 0 to 100, before the caps. */
  readonly score: number
  /** Every reason why it is not A+; `cap` is the best letter that the reason leaves. */
  readonly deductions: readonly {
    readonly reason: string
    readonly points?: number
    readonly cap?: string
  }[]
}
