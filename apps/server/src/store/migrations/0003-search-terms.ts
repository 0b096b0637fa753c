import { type Attributes } from '@windvane/model'
import { type Kysely, sql } from 'kysely'
import { foldTerm } from '../../entity-rows/terms.ts'
import { toRowTerms } from '../../entity-rows/row-terms.ts'

/** Terms of entities and of records, their dictionary, what phrases and ranges are looked for in. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of columns) await sql.raw(statement).execute(db)
  await fillEntities(db)
  await fillHistory(db)
  for (const statement of [...indexes, ...functions]) await sql.raw(statement).execute(db)
}

const columns = [
  `ALTER TABLE entities ADD COLUMN terms text[] COLLATE "C", ADD COLUMN analysed jsonb`,
  `ALTER TABLE history ADD COLUMN terms text[] COLLATE "C", ADD COLUMN analysed jsonb`,
  // `folded` is the term in lower case, where that differs.
  `CREATE TABLE search_terms (term text COLLATE "C" PRIMARY KEY, folded text COLLATE "C")`,
]

/** The pending list is kept short enough to be read by each search (0024). */
const pending = 'WITH (fastupdate = on, gin_pending_list_limit = 1024)'

/**
 * `last_seen` has none, so that a repeated report is written in place. An index on an attribute costs
 * only the rows that have it. Records of history, which are written most, have those alone without which
 * they are not found.
 */
const indexes = [
  `ALTER TABLE entities ALTER COLUMN terms SET NOT NULL`,
  `CREATE INDEX entities_terms ON entities USING gin (terms) ${pending}`,
  `CREATE INDEX entities_created_at ON entities (created_at)`,
  `CREATE INDEX entities_reputation ON entities (reputation)`,
  `CREATE INDEX entities_attribute_ip ON entities (((attributes ->> 'ip')::inet))
   WHERE (attributes ->> 'ip') IS NOT NULL`,
  ...['asn', 'breach-count', 'latitude', 'longitude'].map(
    (name) => `CREATE INDEX entities_attribute_${name.replace('-', '_')} ON entities
     (((attributes ->> '${name}')::numeric)) WHERE (attributes ->> '${name}') IS NOT NULL`,
  ),
  ...['entities', 'history'].map(
    (table) => `CREATE INDEX ${table}_attribute_cidr ON ${table}
     USING gist (((attributes ->> 'cidr')::inet) inet_ops) WHERE (attributes ->> 'cidr') IS NOT NULL`,
  ),
  `ALTER TABLE history ALTER COLUMN terms SET NOT NULL`,
  `CREATE INDEX history_terms ON history USING gin (terms) ${pending}`,
  `CREATE INDEX history_at ON history (at DESC, id)`,
  // Words are lower-case: only whole texts may not be.
  `CREATE INDEX search_terms_folded ON search_terms (folded) WHERE folded IS NOT NULL`,
]

const functions = [
  // The instant of an attribute, by UTC where it is a day; null where PostgreSQL has no such instant.
  `CREATE FUNCTION attribute_instant(value text) RETURNS timestamptz
   LANGUAGE plpgsql IMMUTABLE STRICT AS $$
   BEGIN
     RETURN (CASE WHEN length(value) = 10 THEN value || 'T00:00:00Z' ELSE value END)::timestamptz;
   EXCEPTION WHEN data_exception THEN
     RETURN NULL;
   END $$`,
  // By how much the places of the words of a phrase differ from those they have in it, at the least.
  // One pass over all places in their order: the nearest earlier place of each other word is the best.
  `CREATE FUNCTION phrase_distance(analysed text, phrase text[]) RETURNS integer
   LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
   DECLARE
     shifts integer[] := array_fill(NULL::integer, ARRAY[cardinality(phrase)]);
     found record;
     distance integer;
     nearest integer;
   BEGIN
     FOR found IN
       SELECT p.place, (w.place - p.place)::integer AS shift
       FROM (SELECT word, place + 99 * count(*) FILTER (WHERE word = '|') OVER (ORDER BY place) AS place
             FROM unnest(string_to_array(analysed, ' ')) WITH ORDINALITY AS u(word, place)) w
       JOIN unnest(phrase) WITH ORDINALITY AS p(word, place) ON p.word = w.word COLLATE "C"
       ORDER BY shift, p.place
     LOOP
       shifts[found.place] := found.shift;
       IF array_position(shifts, NULL) IS NULL THEN
         SELECT found.shift - min(s.shift) INTO distance
         FROM unnest(shifts) WITH ORDINALITY AS s(shift, place)
         HAVING count(DISTINCT s.shift + s.place) = cardinality(phrase);
         nearest := least(nearest, distance);
       END IF;
     END LOOP;
     RETURN nearest;
   END $$`,
]

const batchSize = 1_000

type TermedRow = {
  readonly id: string
  readonly type: string
  readonly attributes: Attributes
  readonly tags: readonly string[]
}

async function fillEntities(db: Kysely<unknown>): Promise<void> {
  let last = { id: '', audience: '' }
  for (;;) {
    const { rows } = await sql<TermedRow & { readonly audience: string }>`
      SELECT id, audience, type, attributes, tags FROM entities
      WHERE (id, audience) > (${last.id}, ${last.audience})
      ORDER BY id, audience LIMIT ${batchSize}`.execute(db)
    const [end] = rows.slice(-1)
    if (end === undefined) return
    last = end
    const filled = rows.map((row) => ({ ...toKey(row), ...toRowTerms(row) }))
    await sql`UPDATE entities e SET terms = r.terms, analysed = r.analysed
      FROM json_to_recordset(${JSON.stringify(filled)}::json)
        AS r(id text, audience text, terms text[], analysed jsonb)
      WHERE e.id = r.id AND e.audience = r.audience`.execute(db)
  }
}

function toKey({ id, audience }: { readonly id: string; readonly audience: string }) {
  return { id, audience }
}

async function fillHistory(db: Kysely<unknown>): Promise<void> {
  let last = '00000000-0000-0000-0000-000000000000'
  for (;;) {
    const { rows } = await sql<TermedRow & { readonly userId: string }>`
      SELECT id, type, attributes, tags, user_id AS "userId" FROM history
      WHERE id > ${last}::uuid ORDER BY id LIMIT ${batchSize}`.execute(db)
    const [end] = rows.slice(-1)
    if (end === undefined) return
    last = end.id
    const filled = rows.map((row) => ({ id: row.id, ...toRowTerms(row) }))
    await sql`UPDATE history h SET terms = r.terms, analysed = r.analysed
      FROM json_to_recordset(${JSON.stringify(filled)}::json)
        AS r(id uuid, terms text[], analysed jsonb) WHERE h.id = r.id`.execute(db)
    const terms = [...new Set(filled.flatMap((row) => row.terms))]
    await sql`INSERT INTO search_terms SELECT * FROM unnest(${terms}::text[], ${terms.map(foldTerm)}::text[])
      ON CONFLICT DO NOTHING`.execute(db)
  }
}
