import { type Transport } from './port-record.ts'

/** Something about a host that its owner should know; `id` names the definition. */
export type FindingRecord = {
  readonly id: string
  readonly title: string
  readonly severity: Severity
  readonly address: string
  readonly port?: number
  readonly transport?: Transport
  /** What was seen, in one line. */
  readonly evidence: string
  /** What it means and what to do. */
  readonly description: string
}

export type Severity = 'info' | 'low' | 'medium' | 'high' | 'critical'
