import { visibleCondition } from '../../../entity-rows/visible.ts'
import { maxBuckets } from './buckets/bucket-limit.ts'
import { Columns, type ColumnsContext } from './columns.ts'
import { documents } from './documents.ts'

export type AggregationContext = ColumnsContext & {
  /** A table or CTE with the columns of the corpus: the rows that matched. */
  readonly matched: string
  /** The score of one of its rows, as SQL over the alias `e`; absent: all score 1. */
  readonly score?: string
}

/** The rows of which the aggregations of one level are made. */
export type Scope = {
  /** A CTE with the columns and `b`, the bucket. */
  readonly rows: string
  /** What lists its buckets as `b`. */
  readonly buckets: string
}

/** Pieces that need all columns are written when every aggregation has asked for its own. */
type Piece = () => string

/** One query over the matched rows, while it is put together. */
export class AggregationStatement {
  readonly context: AggregationContext
  readonly columns: Columns
  /** All matched rows, in the one bucket that is the whole. */
  readonly top: Scope = { rows: 's0', buckets: '(VALUES (0)) AS top(b)' }
  readonly #ctes: Piece[] = []
  readonly #selects: string[] = []
  #nodes = 0
  #hasHits = false

  constructor(context: AggregationContext) {
    this.context = context
    this.columns = new Columns(context)
  }

  nextNode(): number {
    this.#nodes += 1
    return this.#nodes
  }

  addCte(name: string, write: Piece): void {
    this.#ctes.push(() => `${name} AS (${write()})`)
  }

  /** A query for rows of the shape of `AggregationRow`. */
  addSelect(sql: string): void {
    this.#selects.push(`(${sql})`)
  }

  /** Has every row keep its primary key and score. */
  keepHits(): void {
    this.#hasHits = true
  }

  /** The columns of the rows `p` of another scope, each with a comma before it. */
  carry(): string {
    return `${this.#hit('p', 'p.score')}${this.columns.carry()}`
  }

  /** The whole corpus that the viewer may see, with the columns. */
  writeVisible(): string {
    const { corpus, viewer, parameters } = this.context
    const isVisible =
      corpus === 'entities'
        ? visibleCondition(viewer)
        : `e.visible_by && ${parameters.add(viewer.groups)}::text[]`
    return `SELECT 0 AS b${this.columns.select()} FROM ${corpus} e WHERE ${isVisible}`
  }

  write(): string {
    const { matched, score = '1::float8' } = this.context
    const ctes = this.#ctes.map((write) => write())
    const top = `s0 AS (SELECT 0 AS b${this.#hit('e', score)}${this.columns.select()} FROM ${matched} e)`
    const selects = [nothing, ...this.#selects]
    return `WITH ${[top, ...ctes].join(',\n')}
${selects.join('\nUNION ALL\n')}
LIMIT ${this.#maxRows + 1}`
  }

  #hit(alias: 'e' | 'p', score: string): string {
    if (!this.#hasHits) return ''
    const key = documents[this.context.corpus].key.map((name) => `, ${alias}.${name}`)
    return `${key.join('')}, ${score} AS score`
  }

  /** More than this a reply cannot have: of every node its buckets, or figures of each bucket. */
  get #maxRows(): number {
    return this.#nodes * maxBuckets
  }
}

/** Names the columns of the rows, which the SELECTs behind it need not. */
const nothing = `(SELECT 0 AS node, 0 AS parent, NULL::int AS bucket, '[]'::jsonb AS "values",
  0 AS count, 0 AS total WHERE false)`
