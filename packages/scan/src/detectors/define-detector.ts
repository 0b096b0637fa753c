import { type Transport } from '@windvane/model'
import { type ReadEnd } from '../service/service-port.ts'

/** What a detector is told before it starts. */
export type DetectorContext = {
  /** The name that was asked for, or the address; IPv6 addresses without brackets. */
  readonly host: string
  readonly port: number
  readonly tunnel: 'none' | 'tls'
  /** Who asks: sent where the protocol has a place for it, such as User-Agent. */
  readonly userAgent?: string
}

/** Sent in probes that name their sender, unless the operator adds a contact. */
export const defaultUserAgent = 'Mozilla/5.0 (compatible; Windvane)'

/** One move of a detector's dialogue; whoever plays it answers with a `Reply`. */
export type Step =
  | {
      readonly kind: 'exchange'
      readonly send?: Buffer
      readonly until?: (bytes: Buffer) => boolean
      /** 0: no answer is awaited. Over UDP the least time to wait, as the path may need more. */
      readonly timeoutMs?: number
      /** Over UDP: ask for more than the first datagram. */
      readonly idleMs?: number
    }
  | { readonly kind: 'startTls' }
  | { readonly kind: 'reconnect' }

/** What came back on one step. A handshake that failed and a refused connection are `closed`. */
export type Reply = { readonly bytes: Buffer; readonly end: ReadEnd }

/** A dialogue or a part of one: steps out, replies in, a result at the end. */
export type DetectorSteps<Result> = Generator<Step, Result, Reply>

/** A detector's whole dialogue: at the end a match or nothing. */
export type DetectorRun = DetectorSteps<Match | undefined>

/** A text that names software, and where it stood: `ssh.software`, `http.server`. */
export type Clue = { readonly field: string; readonly text: string }

/** What a detector read from the bytes; `identify/` turns the clues into product and version. */
export type Match = {
  /** The protocol, by IANA's or nmap's word. */
  readonly service: string
  /** 0 to 100. */
  readonly confidence: number
  readonly evidence: string
  readonly clues: readonly Clue[]
  readonly hostname?: string
  /** Whether a login is needed, and whether it works without one; absent when nothing told. */
  readonly isAuthRequired?: boolean
  readonly isAnonymousAllowed?: boolean
  /** What of the first answer is the same on each connection; absent: all of it. */
  readonly banner?: Buffer
  /** The bytes fit, but another protocol could explain them too: any other answer wins. */
  readonly isProvisional?: boolean
  readonly extra: Readonly<Record<string, unknown>>
}

/** One protocol: where to try it, what it asks, and how its answers read. Does no I/O itself. */
export type Detector = {
  readonly id: string
  readonly title: string
  /** Over UDP each step sends one datagram, and its reply is what came back within the time. */
  readonly transport: Transport
  /** UDP: answers come from another port of the address than the one that was asked (TFTP). */
  readonly isAnsweredElsewhere?: boolean
  /** Ports where it is tried first. */
  readonly ports: readonly number[]
  /** Ports where it is usually met inside TLS. */
  readonly tlsPorts: readonly number[]
  /**
   * How common the protocol is, 0 to 100: the order of trying on a port that tells nothing. 0: what it
   * sends is for its own ports alone.
   */
  readonly prevalence: number
  readonly maxConnections: number
  /** The server talks to one peer at a time: on its ports nothing else connects while it is asked. */
  readonly takesOneConnection?: boolean
  /** Present when the server speaks first: what its greeting says, or undefined for a foreign one. */
  readonly matchBanner?: (greeting: Buffer) => Match | undefined
  /** Some servers of a protocol that greets wait for the client: it is asked as well. */
  readonly isAlsoAsked?: boolean
  /** Whether bytes that answered another protocol's request look like this one. */
  readonly matchError?: (bytes: Buffer) => boolean
  /** The dialogue; when the server speaks first its first step must wait for the greeting. */
  readonly detect: (context: DetectorContext) => DetectorRun
  /**
   * Where the protocol has STARTTLS: the steps on a fresh connection up to where a ClientHello may be
   * sent; false when the server refuses. Steps never include `startTls` itself.
   */
  readonly startTls?: (context: DetectorContext) => DetectorSteps<boolean>
}

/** A detector as it is written down: `tlsPorts` may be left out. */
export type DetectorDefinition = Omit<Detector, 'tlsPorts'> & Partial<Pick<Detector, 'tlsPorts'>>

/** Defines a detector. */
export function defineDetector(definition: DetectorDefinition): Detector {
  return Object.freeze({ tlsPorts: [], ...definition })
}
