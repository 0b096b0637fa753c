import { defineStatement, type Queryable } from '../../store/store.ts'

/**
 * Adds to the dictionary the terms that it lacks, in one order everywhere, so that two writers cannot
 * wait for each other. Views are made of records, so the terms of records are all there are.
 */
export async function insertTerms(tx: Queryable, terms: ReadonlySet<string>): Promise<void> {
  if (terms.size > 0) await tx.query(statement, [[...terms]])
}

const statement = defineStatement<never>(
  'insert-search-terms',
  `INSERT INTO search_terms (term)
   SELECT t.term FROM unnest($1::text[]) AS t(term)
   WHERE NOT EXISTS (SELECT 1 FROM search_terms s WHERE s.term = t.term)
   ORDER BY t.term COLLATE "C"
   ON CONFLICT DO NOTHING`,
)
