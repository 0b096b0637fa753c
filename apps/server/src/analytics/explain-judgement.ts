import { type Entity } from '@windvane/model'
import { defineVisibleStatement, type Viewer } from '../entity-rows/visible.ts'
import { type Queryable } from '../store/store.ts'

/** Why an entity is judged as its reader sees it. */
export type Explanation = {
  readonly rule: string
  readonly well_known: boolean
  /** How many have a vote. */
  readonly reporters: number
  /** The votes, those that count first, the newest first; at most 100. */
  readonly reports: readonly ExplainedVote[]
}

type ExplainedVote = {
  /** Absent when the report is older than the last ten thousand. */
  readonly time?: string
  readonly reporter: string
  readonly reputation: number
  /** Stated by the reporter, or implied by a report on something else or by a scan. */
  readonly stated: boolean
  /** Whether it counts towards the reputation. */
  readonly counts: boolean
  /** Whether it counts towards the accuracy. */
  readonly agrees: boolean
}

/** Reads the votes behind the row that the viewer sees, all of them from reports visible to it. */
export async function explainJudgement(
  store: Queryable,
  viewer: Viewer,
  entity: Entity,
): Promise<Explanation> {
  const values = [viewer.audiences, entity.id, viewer.groups, maxVotes]
  const rows = await store.query(statement(viewer), values, { budgetMs })
  const isAnyStated = rows.some((row) => row.is_direct)
  return {
    rule,
    well_known: entity.wellKnown,
    reporters: rows[0]?.total ?? 0,
    reports: rows.map((row) => ({
      ...(row.at !== null && { time: row.at.toISOString() }),
      reporter: row.user_id,
      reputation: row.reputation,
      stated: row.is_direct,
      counts: row.is_direct || !isAnyStated,
      agrees: row.is_direct && Math.sign(row.reputation) === Math.sign(entity.reputation),
    })),
  }
}

/** `consolidateVotes` in words. */
const rule =
  'Each reporter has one vote, the last stated one; a vote that is only implied counts while nobody ' +
  'stated one. The reputation is the mean of the votes that count, rounded, and never negative for ' +
  'what is well known. The accuracy is the number of stated votes of the same sign, at most 3.'

const maxVotes = 100
const budgetMs = 5_000

type VoteRow = {
  readonly user_id: string
  readonly reputation: number
  readonly is_direct: boolean
  readonly at: Date | null
  readonly total: number
}

const statement = defineVisibleStatement<VoteRow>(
  'analytics-explain-judgement',
  (visible) => `WITH recent AS (
     SELECT user_id, origin = 'report' AS is_direct, max(at) AS at FROM (
       SELECT user_id, origin, at FROM history
       WHERE entity_id = $2 AND visible_by && $3::text[] ORDER BY at DESC LIMIT 10000) AS newest
     GROUP BY 1, 2)
   SELECT v.user_id, v.reputation, v.is_direct, recent.at, count(*) OVER ()::int AS total
   FROM entities e JOIN votes v ON v.entity_id = e.id AND v.audience = e.audience
   LEFT JOIN recent ON recent.user_id = v.user_id AND recent.is_direct = v.is_direct
   WHERE ${visible} AND (e.id = $2)
   ORDER BY v.is_direct DESC, recent.at DESC NULLS LAST, v.user_id LIMIT $4`,
)
