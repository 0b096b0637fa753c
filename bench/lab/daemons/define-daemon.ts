/** A daemon of Debian that the lab starts on its usual ports, and what a scan must read from it. */
export type LabDaemon = {
  readonly id: string
  /** The Debian package whose version is the truth. */
  readonly package: string
  /** What is started; the daemon is left out where it is not installed. */
  readonly program: string
  /** Writes what the daemon needs into its folder and says how it is started. */
  readonly prepare: (place: DaemonPlace) => DaemonStart
  readonly expected: readonly ExpectedService[]
}

export type DaemonPlace = {
  readonly folder: string
  /** A certificate chain for `www.lab.test` and its key, in PEM files that every user may read. */
  readonly chainFile: string
  readonly keyFile: string
}

export type DaemonStart = {
  readonly words: readonly string[]
  /** Runs as this user instead of root. */
  readonly user?: string
}

export type ExpectedService = {
  readonly port: number
  readonly transport?: 'tcp' | 'udp'
  /** The protocol as the scan names it. */
  readonly name: string
  readonly tunnel?: 'none' | 'tls'
  readonly product?: string
  /** `package`: equal to the package's upstream version; absent where the protocol does not tell it. */
  readonly version?: 'package'
  /** Listens, and tells nothing by which it could be named. */
  readonly isMute?: boolean
}

/** Defines a daemon. */
export function defineDaemon(daemon: LabDaemon): LabDaemon {
  return Object.freeze(daemon)
}
