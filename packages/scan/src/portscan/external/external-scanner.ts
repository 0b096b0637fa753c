import { type PortRecord } from '@windvane/model'

/** A port scanner that somebody has installed on this machine. What it finds is confirmed by connects. */
export interface ExternalScanner {
  readonly id: 'nmap' | 'masscan'
  /** Whether it is there and may do its work; never rejects. */
  findCapability(): Promise<Capability>
  /** Rejects when the program fails or is cut off; what was told until then stands. */
  scan(request: ExternalScanRequest): Promise<void>
}

/** What a scanner can do here, or why it cannot be used. */
export type Capability =
  | { readonly isAvailable: true; readonly version: string; readonly isPrivileged: boolean }
  | { readonly isAvailable: false; readonly reason: string }

export type ExternalScanRequest = {
  /** An address that has passed the scope, as an IP literal. */
  readonly address: string
  readonly ports: readonly number[]
  readonly ratePerSecond: number
  readonly capability: Extract<Capability, { isAvailable: true }>
  readonly signal: AbortSignal
  readonly onPort: (verdict: ExternalVerdict) => void
}

/** What the scanner says of a port. */
export type ExternalVerdict = Pick<PortRecord, 'port' | 'state' | 'reason'>
