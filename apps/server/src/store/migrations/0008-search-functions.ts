import { type Kysely, sql } from 'kysely'

/** Instants cut to milliseconds, and distances of phrases that have a word more than once. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of functions) await sql.raw(statement).execute(db)
}

const functions = [
  // Rounded, the last instants of a year fell into the next.
  String.raw`CREATE OR REPLACE FUNCTION attribute_instant(value text) RETURNS timestamptz
   LANGUAGE plpgsql IMMUTABLE STRICT AS $$
   BEGIN
     RETURN (CASE WHEN length(value) = 10 THEN value || 'T00:00:00Z'
       ELSE regexp_replace(value, '(\.[0-9]{3})[0-9]+', '\1') END)::timestamptz;
   EXCEPTION WHEN data_exception THEN
     RETURN NULL;
   END $$`,
  // By how much the places of the words of a phrase differ from those they have in it, at the least.
  // Each word of the phrase takes its first place that is not before the least difference and behind
  // the place that the same word took before; then the word that is furthest back has to go on.
  `CREATE OR REPLACE FUNCTION phrase_distance(analysed text, phrase text[]) RETURNS integer
   LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
   DECLARE
     size integer := cardinality(phrase);
     places integer[] := '{}';
     marks integer[] := '{}';
     ends integer[] := '{}';
     twins integer[] := '{}';
     found record;
     least_shift integer := -size;
     nearest_shift integer;
     furthest_shift integer;
     nearest integer;
   BEGIN
     FOR found IN
       SELECT p.slot::integer AS slot, array_agg(w.place::integer ORDER BY w.place) AS places
       FROM (SELECT word, place + 99 * count(*) FILTER (WHERE word = '|') OVER (ORDER BY place) AS place
             FROM unnest(string_to_array(analysed, ' ')) WITH ORDINALITY AS u(word, place)) w
       JOIN unnest(phrase) WITH ORDINALITY AS p(word, slot) ON p.word = w.word COLLATE "C"
       GROUP BY p.slot ORDER BY p.slot
     LOOP
       twins := twins || coalesce((SELECT max(slot)::integer FROM unnest(phrase) WITH ORDINALITY AS p(word, slot)
         WHERE p.slot < found.slot AND p.word = phrase[found.slot]), 0);
       marks := marks || (cardinality(places) + 1);
       places := places || found.places;
       ends := ends || cardinality(places);
     END LOOP;
     IF cardinality(ends) < size THEN
       RETURN NULL;
     END IF;
     LOOP
       nearest_shift := NULL;
       furthest_shift := NULL;
       FOR slot IN 1..size LOOP
         WHILE places[marks[slot]] - slot < least_shift
           OR (twins[slot] > 0 AND places[marks[slot]] <= places[marks[twins[slot]]])
         LOOP
           marks[slot] := marks[slot] + 1;
           IF marks[slot] > ends[slot] THEN
             RETURN nearest;
           END IF;
         END LOOP;
         nearest_shift := least(nearest_shift, places[marks[slot]] - slot);
         furthest_shift := greatest(furthest_shift, places[marks[slot]] - slot);
       END LOOP;
       nearest := least(nearest, furthest_shift - nearest_shift);
       IF nearest = 0 THEN
         RETURN 0;
       END IF;
       least_shift := nearest_shift + 1;
     END LOOP;
   END $$`,
]
