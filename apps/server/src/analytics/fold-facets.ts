import { defineStatement, type Queryable } from '../store/store.ts'

/** Adds waiting changes to the counts, so that reading stays cheap. Whether some may be left. */
export async function foldFacets(db: Queryable): Promise<boolean> {
  const rows = await db.query(statement, [rowsAtOnce], { budgetMs })
  return rows.length === rowsAtOnce
}

const rowsAtOnce = 200
const budgetMs = 10_000

/** In the order of the keys, so that two who fold at once cannot wait for each other in a ring. */
const statement = defineStatement<{ readonly seq: string }>(
  'analytics-fold-facets',
  `WITH taken AS (
     DELETE FROM facet_changes WHERE seq IN (
       SELECT seq FROM facet_changes ORDER BY seq LIMIT $1 FOR UPDATE SKIP LOCKED)
     RETURNING seq, changes),
   added AS (
     INSERT INTO facet_counts AS counts (audience, facet, key, count, malicious)
     SELECT a.key, f.key, k.key, sum((k.value ->> 0)::int), sum((k.value ->> 1)::int)
     FROM taken, jsonb_each(changes::jsonb) AS a, jsonb_each(a.value) AS f, jsonb_each(f.value) AS k
     GROUP BY a.key, f.key, k.key ORDER BY a.key, f.key, k.key
     ON CONFLICT (audience, facet, key) DO UPDATE SET
       count = counts.count + EXCLUDED.count, malicious = counts.malicious + EXCLUDED.malicious)
   SELECT seq FROM taken`,
)
