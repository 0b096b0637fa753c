import { type RecordTable } from '../record-table.ts'
import { maxBuckets } from './buckets/bucket-limit.ts'
import { Columns, type ColumnsContext } from './columns.ts'

export type AggregationContext = ColumnsContext & {
  readonly table: RecordTable
  /** The score of a row, as SQL over the alias `e`; asked for where hits are ranked by it. */
  readonly score: () => string
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
    const { key } = this.context.table
    const hit = this.#hasHits ? [...key, 'score'].map((name) => `, p.${name}`).join('') : ''
    return `${hit}${this.columns.carry()}`
  }

  /** The whole corpus that the viewer may see, with the columns. */
  writeVisible(): string {
    const { from, visible } = this.context.table
    return `SELECT 0 AS b${this.columns.select()} FROM ${from} e WHERE ${visible}`
  }

  /** What the rows that matched are to be selected with, each column with a comma before it. */
  writeColumns(): string {
    return `${this.#hasHits ? `, ${this.context.score()} AS score` : ''}${this.columns.select()}`
  }

  write(): string {
    const ctes = this.#ctes.map((write) => write())
    const top = `s0 AS (SELECT 0 AS b${this.carry()} FROM matched p)`
    return `WITH ${[top, ...ctes].join(',\n')}
${[nothing, ...this.#selects].join('\nUNION ALL\n')}
LIMIT ${this.#maxRows + 1}`
  }

  /** More than this a reply cannot have: of every node its buckets, or figures of each bucket. */
  get #maxRows(): number {
    return this.#nodes * maxBuckets
  }
}

/** Names the columns of the rows, which the SELECTs behind it need not. */
const nothing = `(SELECT 0 AS node, 0 AS parent, NULL::int AS bucket, '[]'::jsonb AS "values",
  0 AS count, 0 AS total WHERE false)`
