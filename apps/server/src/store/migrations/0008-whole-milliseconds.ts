import { type Kysely, sql } from 'kysely'

/** Instants of attributes are cut to milliseconds: rounded, the last of a year fell into the next. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw(attributeInstant).execute(db)
}

const attributeInstant = String.raw`CREATE OR REPLACE FUNCTION attribute_instant(value text) RETURNS timestamptz
  LANGUAGE plpgsql IMMUTABLE STRICT AS $$
  BEGIN
    RETURN (CASE WHEN length(value) = 10 THEN value || 'T00:00:00Z'
      ELSE regexp_replace(value, '(\.[0-9]{3})[0-9]+', '\1') END)::timestamptz;
  EXCEPTION WHEN data_exception THEN
    RETURN NULL;
  END $$`
