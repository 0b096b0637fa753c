import { type Transport } from './port-record.ts'

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
  /** Everything that was named, the product first: server, framework, operating system. */
  readonly software: readonly SoftwareRecord[]
  /** Printable text of what the service said first, at most 4,096 characters. */
  readonly banner?: string
  /** The same bytes, base64, at most 4,096 bytes before encoding. */
  readonly bannerRaw?: string
  /** SHA-256 of the kept bytes, lower-case hex. */
  readonly bannerSha256?: string
  readonly isBannerTruncated?: boolean
  readonly method: 'banner' | 'probe' | 'tls' | 'port'
  /** 0 to 100. `method: 'port'` is a guess from the number alone and never above 20. */
  readonly confidence: number
  readonly detector: string
  /** What the decision rests on, in one short line. */
  readonly evidence: string
  /** Whether a login is needed; absent when nothing told. */
  readonly isAuthRequired?: boolean
  /** Whether the service works without a login; absent when nothing told. */
  readonly isAnonymousAllowed?: boolean
  /** Protocol facts: SSH algorithm lists, EHLO words … JSON only. */
  readonly extra: Readonly<Record<string, unknown>>
  /** The dialogue that named the service, to be read again without a new scan. */
  readonly exchanges: readonly ExchangeRecord[]
  /** RFC 3339, UTC. */
  readonly seenAt: string
}

/** One piece of software, and the text that told it. */
export type SoftwareRecord = {
  readonly part: 'application' | 'os'
  readonly product: string
  readonly vendor?: string
  readonly version?: string
  /** CPE 2.3 formatted string. */
  readonly cpe?: string
  /** A package revision that the version does not hold: `deb12u10`. */
  readonly packageRevision?: string
  /** Which text of the protocol: `ssh.software`, `http.server`. */
  readonly field: string
  /** The text itself, cut at 200 characters. */
  readonly text: string
}

/** What was sent and what came back, base64, each at most 4,096 bytes before encoding. */
export type ExchangeRecord = {
  /** What happened instead of an exchange: what follows is inside TLS, or on another connection. */
  readonly kind?: 'startTls' | 'reconnect'
  readonly sent: string
  readonly received: string
  /** Why the answer ended: `matched`, `idle`, `timeout`, `closed`, `reset`, `limit`, `aborted`. */
  readonly end: string
  readonly isTruncated: boolean
}
