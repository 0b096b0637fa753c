import { type Store } from '../../store/store.ts'

/**
 * Rows by the hundred thousand, as the write path would have made them of reports on addresses, written
 * by SQL, as that is quick. Indexes on terms are made again afterwards.
 */
export async function fillTables(store: Store, count: number): Promise<void> {
  const indexes = await store.query<{ readonly name: string; readonly definition: string }>({
    text: `SELECT indexname AS name, indexdef AS definition FROM pg_indexes
      WHERE indexname IN ('entities_terms', 'entities_tokens', 'history_terms')`,
  })
  for (const { name } of indexes) await store.query({ text: `DROP INDEX ${name}` })
  await store.query({ text: fillEntities }, [count])
  await store.query({ text: fillHistory })
  await store.query({ text: fillTerms })
  await store.transaction(async (tx) => {
    await tx.query({ text: `SET LOCAL maintenance_work_mem = '256MB'` })
    for (const { definition } of indexes) await tx.query({ text: definition })
  })
  for (const table of ['entities', 'history', 'search_terms']) {
    await store.query({ text: `VACUUM ANALYZE ${table}` })
  }
}

const fillEntities = `
  INSERT INTO entities (id, audience, type, value, value_key, attributes, reputation, best_reputation,
    worst_reputation, accuracy, tags, well_known, visible_by, network, tokens, terms, analysed,
    created_at, updated_at, last_seen)
  SELECT 'ip-' || md5(ip) || md5(n::text), 'public', 'ip', ip, n,
    jsonb_build_object('ip', ip, 'aso', 'network ' || n % 1000, 'asn', n % 1000),
    n % 7 - 3, 3, -3, n % 4, ARRAY['feed', 'campaign-' || n % 50], false, ARRAY['public'], ip::inet, '[]',
    ARRAY['ip', 'ip=' || ip, 'value~' || ip, 'type~ip', 'aso', 'aso:network',
      'aso:' || n % 1000, 'aso=network ' || n % 1000, 'asn', 'asn=' || n % 1000, 'tags', 'tags~feed',
      'tags=campaign-' || n % 50, 'tags:campaign', 'tags:' || n % 50],
    jsonb_build_object('aso', 'network ' || n % 1000), at, at, at
  FROM (SELECT n, host('11.0.0.0'::inet + n) AS ip, now() - n * interval '1 second' AS at
    FROM generate_series(1, $1::int) AS n) AS numbered`

const fillHistory = `
  INSERT INTO history (id, at, entity_id, type, user_id, origin, attributes, reputation, accuracy, tags,
    well_known, visible_by, terms, analysed)
  SELECT gen_random_uuid(), e.updated_at, e.id, e.type, u.id, 'report', e.attributes, e.reputation,
    e.accuracy, e.tags, false, e.visible_by, e.terms || ('userID=' || u.id), e.analysed
  FROM entities e
  CROSS JOIN LATERAL (SELECT ('00000000-0000-4000-8000-' || lpad((e.value_key % 100)::text, 12, '0'))::uuid AS id) u`

const fillTerms = `
  INSERT INTO search_terms (term) SELECT DISTINCT unnest(terms) FROM history ON CONFLICT DO NOTHING`
