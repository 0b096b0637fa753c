import { type Corpus, type Field, type Query } from '@windvane/model'
import { compileRowCondition } from '../compile-query.ts'
import { fieldSql } from '../field-sql.ts'
import { type Parameters } from '../parameters.ts'

/** A value of every matched row, as the aggregations read it. */
export type Column = {
  /** SQL over the row `e`. */
  readonly expression: string
  /** Dates are milliseconds and booleans 1 or 0, as they leave. */
  readonly form: ColumnForm
  readonly prints: 'plain' | 'date' | 'boolean'
}

/** Besides the first, which has several values, PostgreSQL's types. */
export type ColumnForm = 'text[]' | 'text' | 'float8' | 'inet'

export type ColumnsContext = { readonly corpus: Corpus; readonly parameters: Parameters }

/** The columns that a request needs, each read from the rows once however often it is used. */
export class Columns {
  readonly #context: ColumnsContext
  readonly #names = new Map<string, string>()

  constructor(context: ColumnsContext) {
    this.#context = context
  }

  get parameters(): Parameters {
    return this.#context.parameters
  }

  /** What a field is read by; of one that no record has, a column without values. */
  read(field: Field | undefined, absent: ColumnForm = 'text'): Column {
    if (field === undefined) {
      return { expression: `NULL::${absent}`, form: absent, prints: 'plain' }
    }
    const prints = field.kind === 'date' || field.kind === 'boolean' ? field.kind : 'plain'
    return { ...readField(field, this.#context.corpus), prints }
  }

  /** The condition of a query, over the row `e`. */
  readCondition(query: Query): string {
    const { corpus, parameters } = this.#context
    return `(${compileRowCondition(query, corpus, parameters)})`
  }

  /** Has every row keep what an expression over `e` gives; SQL over the kept row `p`. */
  keep(expression: string): string {
    const name = this.#names.get(expression) ?? `c${this.#names.size}`
    this.#names.set(expression, name)
    return `p.${name}`
  }

  /** The list of a SELECT from rows with the alias `e`, each column with a comma before it. */
  select(): string {
    return [...this.#names].map(([expression, name]) => `, ${expression} AS ${name}`).join('')
  }

  /** The same columns from rows that have them, with the alias `p`. */
  carry(): string {
    return [...this.#names.values()].map((name) => `, p.${name}`).join('')
  }
}

function readField(field: Field, corpus: Corpus): Pick<Column, 'expression' | 'form'> {
  const { expression, type } = fieldSql(field, corpus)
  switch (type) {
    case 'numeric':
      return { expression: `${expression}::float8`, form: 'float8' }
    case 'boolean':
      return { expression: `${expression}::int::float8`, form: 'float8' }
    case 'timestamptz':
      return { expression: toMilliseconds(expression), form: 'float8' }
    case 'inet':
      return { expression, form: 'inet' }
    case 'text':
      return { expression: toKeyword(field, expression), form: 'text' }
    case 'text[]':
      return { expression: `(${expression} COLLATE "C")`, form: type }
  }
}

/** OpenSearch keeps whole milliseconds; the addend makes up for what the division lost. */
function toMilliseconds(expression: string): string {
  return `floor(date_part('epoch', ${expression}) * 1000 + 0.0005)`
}

/** `ignore_above` of the mapping (contract.md 4.2): longer texts have no keyword. */
function toKeyword({ kind }: Field, expression: string): string {
  const sorted = `${expression} COLLATE "C"`
  if (kind !== 'text' && kind !== 'keyword') return sorted
  return `CASE WHEN length(${expression}) <= 256 THEN ${sorted} END`
}
