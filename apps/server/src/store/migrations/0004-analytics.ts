import { type Kysely, sql } from 'kysely'

/** What overviews and attributions read in place of every entity. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

/** The facets of the row `e`, as `entities/count-facets.ts` counts them. */
const facets = `(SELECT 'type' AS facet, e.type AS key
   UNION ALL SELECT 'reputation', e.reputation::text
   UNION ALL SELECT 'accuracy', e.accuracy::text
   UNION ALL SELECT 'day', to_char(e.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD')
   UNION ALL SELECT DISTINCT 'tag', tag FROM unnest(e.tags) AS tag
   UNION ALL SELECT name, e.attributes ->> name FROM unnest('{country,asn,aso}'::text[]) AS name
     WHERE length(e.attributes ->> name) BETWEEN 1 AND 256)`

/** Counts what is stored already. */
export const backfill = `INSERT INTO facet_counts (audience, facet, key, count, malicious)
   SELECT part.audience, f.facet, f.key, sum(part.sign),
     coalesce(sum(part.sign) FILTER (WHERE e.reputation < 0), 0)
   FROM (
     SELECT id, audience AS counted, audience, 1 AS sign FROM entities
     UNION ALL
     SELECT o.id, 'public', 'public,' || o.audience, (
       SELECT count(*) - 1 FROM entities g
       WHERE g.id = o.id AND g.audience <> o.audience
         AND g.audience = ANY(string_to_array(o.audience, ',')))
     FROM entities o WHERE o.audience <> 'public'
     UNION ALL
     SELECT g.id, g.audience, o.audience, -1
     FROM entities o JOIN entities g ON g.id = o.id AND g.audience <> o.audience
       AND g.audience = ANY(string_to_array(o.audience, ','))
     WHERE o.audience <> 'public') AS part
   JOIN entities e ON e.id = part.id AND e.audience = part.counted
   CROSS JOIN LATERAL ${facets} AS f
   GROUP BY part.audience, f.facet, f.key`

const statements = [
  `CREATE TABLE facet_counts (
    audience text NOT NULL,
    facet text NOT NULL,
    key text NOT NULL,
    count integer NOT NULL,
    malicious integer NOT NULL,
    PRIMARY KEY (audience, facet, key))`,
  // There may be as many tags and operators as anybody cares to report.
  `CREATE INDEX facet_counts_count ON facet_counts (audience, facet, count DESC, key COLLATE "C")`,
  `CREATE INDEX facet_counts_malicious
    ON facet_counts (audience, facet, malicious DESC, key COLLATE "C")`,
  // Changes of the counts, one row per transaction: writers do not wait for each other's counts.
  `CREATE TABLE facet_changes (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    changes text NOT NULL)`,
  `ALTER TABLE facet_changes ALTER changes SET STORAGE EXTERNAL`,
  // The newest relations of an entity, however many it has. By when they were made, as that never
  // changes: a relation that is reported again is updated in place.
  `CREATE INDEX relations_from ON relations (entity_id, audience, created_at DESC)`,
  `CREATE INDEX relations_to ON relations (related_id, audience, created_at DESC)
    INCLUDE (entity_id)`,
  `DROP INDEX relations_related`,
  backfill,
]
