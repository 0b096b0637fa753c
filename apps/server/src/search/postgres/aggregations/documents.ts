import { applyHistorySource, applySource, type Corpus, type Source } from '@windvane/model'
import { entityColumns, type EntityRow, toEntity } from '../../../entity-rows/entity-row.ts'
import {
  historyColumns,
  type HistoryRow,
  toHistoryRecord,
} from '../../../entity-rows/history-row.ts'
import { type Json, type JsonObject } from './json.ts'

type Documents = {
  /** The primary key; `id` comes first and is what hits are known by. */
  readonly key: readonly string[]
  /** Over the alias `e`. */
  readonly columns: string
  /** The wanted members of a row that came as JSON. */
  readonly toSource: (row: Json, wanted: Wanted) => JsonObject
}

type Wanted = { readonly source: Source; readonly groups: readonly string[] }

/** How the rows of each corpus are shown among hits. */
export const documents: Readonly<Record<Corpus, Documents>> = {
  entities: {
    key: ['id', 'audience'],
    columns: entityColumns,
    toSource: (row, { source }) => {
      // PostgreSQL made the object of exactly these columns.
      const entity = toEntity(
        readDates(row, ['last_seen', 'updated_at', 'created_at']) as EntityRow,
      )
      return applySource(entity, source)
    },
  },
  history: {
    key: ['id'],
    columns: historyColumns,
    toSource: (row, { source, groups }) => {
      // As above.
      const record = toHistoryRecord(readDates(row, ['at']) as HistoryRow, groups)
      return applyHistorySource(record, source)
    },
  },
}

function readDates(row: Json, names: readonly string[]): unknown {
  const members = Object.entries(row ?? {}).map(([name, value]: readonly [string, Json]) => [
    name,
    names.includes(name) && typeof value === 'string' ? new Date(value) : value,
  ])
  return Object.fromEntries(members)
}
