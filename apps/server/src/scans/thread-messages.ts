import { type ScanEvent } from '@windvane/model'

/** What the thread is started with: plain data, as it is copied into the thread. */
export type ThreadSettings = {
  readonly privateAddresses: 'accept' | 'refuse'
  /** Networks that are never touched. */
  readonly deny: readonly string[]
  readonly profile: 'gentle' | 'normal' | 'full' | 'fast'
  readonly ports: string
}

/** `scan` numbers the scans of one thread. */
export type ToThread =
  | { readonly kind: 'start'; readonly scan: number; readonly target: string }
  | { readonly kind: 'cancel'; readonly scan: number }

export type FromThread =
  | { readonly kind: 'event'; readonly scan: number; readonly event: ScanEvent }
  | { readonly kind: 'end'; readonly scan: number }
  | { readonly kind: 'failed'; readonly scan: number; readonly message: string }
