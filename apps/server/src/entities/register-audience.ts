import { defineStatement, type Transaction } from '../store/store.ts'
import { countFacets } from './count-facets.ts'
import { planViews } from './plan-views.ts'
import { insertOutcome } from './statements/insert-outcome.ts'
import { lockAllEntities } from './statements/lock-entities.ts'
import { readHistory } from './statements/read-history.ts'
import { readStates } from './statements/read-states.ts'
import { writeViews } from './statements/write-views.ts'
import { joinAudience, privateGroups } from '../entity-rows/visible.ts'

/**
 * Makes entities be consolidated for readers with all of these groups, from now on and for those
 * already stored. Without effect below two private groups or when the set is known.
 */
export async function registerAudience(tx: Transaction, groups: readonly string[]): Promise<void> {
  const own = privateGroups(groups)
  if (own.length < 2) return
  const audience = joinAudience(own)
  await lockAllEntities(tx)
  const added = await tx.query(insertAudience, [audience, own])
  if (added.length === 0) return
  const shared = await tx.query(listShared, [own])
  for (let start = 0; start < shared.length; start += chunkSize) {
    const ids = shared.slice(start, start + chunkSize).map((row) => row.id)
    await addViews(tx, audience, ids)
  }
}

/** Entities rebuilt at a time: bounds memory, not meaning. */
const chunkSize = 500

const insertAudience = defineStatement<{ readonly audience: string }>(
  'insert-audience',
  `INSERT INTO audiences (audience, groups) VALUES ($1, $2::text[])
   ON CONFLICT DO NOTHING RETURNING audience`,
)

const listShared = defineStatement<{ readonly id: string }>(
  'list-entities-of-several-groups',
  `SELECT id FROM entities WHERE audience = ANY($1::text[])
   GROUP BY id HAVING count(*) > 1 ORDER BY id`,
)

async function addViews(tx: Transaction, audience: string, ids: readonly string[]): Promise<void> {
  const history = Map.groupBy(await readHistory(tx, ids), (record) => record.entityId)
  const views = [...history].flatMap(([entityId, records]) =>
    planViews({ state: new Map(), records: [], joined: [audience], history: records }).map(
      (view) => ({
        ...view,
        entityId,
        type: records[0]?.type ?? '',
        value: records[0]?.value ?? '',
      }),
    ),
  )
  const facets = countFacets(views, await readStates(tx, ids))
  await writeViews(tx, views)
  // Nobody learns anything new, so that there is nothing for the live feed.
  await insertOutcome(tx, { live: [], facets }, new Date())
}
