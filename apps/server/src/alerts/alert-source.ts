/** What raises alerts for an account: a watchlist or a saved search. */
export type AlertSource = {
  readonly id: string
  readonly kind: AlertSourceKind
  readonly name: string
  readonly webhookUrl: string | undefined
  /** Sealed. */
  readonly webhookHeaders: Buffer | undefined
  readonly createdAt: Date
  readonly updatedAt: Date
}

export type AlertSourceKind = 'watchlist' | 'saved-search'

/** Of table `alert_sources` under the alias `s`. */
export const sourceColumns = `s.id, s.kind, s.name, s.webhook_url, s.webhook_headers, s.created_at,
  s.updated_at`

export type SourceRow = {
  readonly id: string
  readonly kind: AlertSourceKind
  readonly name: string
  readonly webhook_url: string | null
  readonly webhook_headers: Buffer | null
  readonly created_at: Date
  readonly updated_at: Date
}

export function toSource(row: SourceRow): AlertSource {
  return {
    id: row.id,
    kind: row.kind,
    name: row.name,
    webhookUrl: row.webhook_url ?? undefined,
    webhookHeaders: row.webhook_headers ?? undefined,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}
