import { type ScanEvent } from '@windvane/model'

/** What the thread is started with: plain data, as it is copied into the thread. */
export type ThreadSettings = {
  readonly privateAddresses: 'accept' | 'refuse'
  /** Networks that are never touched. */
  readonly deny: readonly string[]
  /** File of what is never touched. */
  readonly neverFile?: string | undefined
  readonly profile: 'gentle' | 'normal' | 'full' | 'fast'
  readonly ports: string
  /** Whether, or which, UDP ports are asked too. */
  readonly udp: boolean | string
  readonly deadlineMs: number
  /** Who asks, where a protocol lets the scan say so. */
  readonly userAgent?: string | undefined
  /** Roots in PEM, besides Mozilla's. */
  readonly trustAnchors: readonly string[]
  /** Of all scans of the process together. */
  readonly connectionsPerSecond: number
  readonly probesPerSecond: number
}

/** `scan` numbers the scans of one thread. */
export type ToThread =
  | { readonly kind: 'start'; readonly scan: number; readonly target: string }
  | { readonly kind: 'cancel'; readonly scan: number }
  /** The answer to `admit`: addresses that are not, with the reason. */
  | {
      readonly kind: 'admitted'
      readonly scan: number
      readonly refusals: Readonly<Record<string, string>>
    }

export type FromThread =
  | { readonly kind: 'event'; readonly scan: number; readonly event: ScanEvent }
  | { readonly kind: 'admit'; readonly scan: number; readonly addresses: readonly string[] }
  | { readonly kind: 'end'; readonly scan: number }
  | { readonly kind: 'failed'; readonly scan: number; readonly message: string }
