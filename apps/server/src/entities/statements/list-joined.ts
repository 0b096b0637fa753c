import { defineStatement, type Queryable } from '../../store/store.ts'

/** The registered joined audiences that hold two of these groups or more. */
export async function listJoined(
  tx: Queryable,
  groups: readonly string[],
): Promise<readonly string[]> {
  if (groups.length < 2) return []
  const rows = await tx.query(statement, [groups])
  return rows.map((row) => row.audience)
}

const statement = defineStatement<{ readonly audience: string }>(
  'list-joined-audiences',
  `SELECT audience FROM audiences
   WHERE cardinality(ARRAY(SELECT unnest(groups) INTERSECT SELECT unnest($1::text[]))) > 1`,
)
