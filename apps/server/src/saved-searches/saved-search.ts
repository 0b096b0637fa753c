import { type AlertSource } from '../alerts/alert-source.ts'
import { defineStatement, type Queryable, type Transaction } from '../store/store.ts'
import { type SearchDefinition } from './search-definition.ts'

export type SavedSearch = AlertSource & {
  readonly definition: SearchDefinition
  /** Whether new hits are told. */
  readonly alert: boolean
  readonly checkedAt: Date | undefined
  /** Why the last check found out nothing. */
  readonly problem: string | undefined
}

/** The sources with what they search. */
export async function addDefinitions(
  db: Queryable,
  sources: readonly AlertSource[],
): Promise<readonly SavedSearch[]> {
  const rows = await db.query(selectDefinitions, [sources.map(({ id }) => id)])
  const byId = new Map(rows.map((row) => [row.id, row]))
  return sources.flatMap((source) => {
    const row = byId.get(source.id)
    return row === undefined ? [] : [toSavedSearch(source, row)]
  })
}

export function readDefinition(text: string): SearchDefinition {
  // Written by `writeDefinition` alone.
  return JSON.parse(text) as SearchDefinition
}

/** What came before this moment is not told. */
export async function writeDefinition(
  tx: Transaction,
  id: string,
  { definition, alert }: Pick<SavedSearch, 'definition' | 'alert'>,
): Promise<void> {
  await tx.query(update, [id, JSON.stringify(definition), alert])
}

type DefinitionRow = {
  readonly id: string
  readonly search: string
  readonly alerts: boolean
  readonly checked_at: Date | null
  readonly problem: string | null
}

function toSavedSearch(source: AlertSource, row: DefinitionRow): SavedSearch {
  return {
    ...source,
    definition: readDefinition(row.search),
    alert: row.alerts,
    checkedAt: row.checked_at ?? undefined,
    problem: row.problem ?? undefined,
  }
}

const selectDefinitions = defineStatement<DefinitionRow>(
  'saved-search-definitions',
  `SELECT id, search, alerts, checked_at, problem FROM alert_sources
   WHERE id = ANY($1::uuid[])`,
)

const update = defineStatement<never>(
  'saved-search-write',
  `UPDATE alert_sources s SET search = $2, alerts = $3, problem = NULL,
     alert_since = t.since, cursor_at = CASE WHEN s.alert_since = t.since THEN s.cursor_at
       ELSE t.since END
   FROM (SELECT CASE WHEN alerts AND search = $2 THEN alert_since ELSE clock_timestamp() END AS since
     FROM alert_sources WHERE id = $1) t
   WHERE s.id = $1`,
)
