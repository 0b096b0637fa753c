import { applyHistorySource, applySource, type Source } from '@windvane/model'
import { type RecordRow, type RecordTable } from '../record-table.ts'
import { type Json, type JsonObject } from './json.ts'

const dates: ReadonlySet<string> = new Set(['at', 'created_at', 'last_seen', 'updated_at'])

/** The wanted members of a record, of its columns as JSON. */
export function readDocument(columns: Json, table: RecordTable, source: Source): JsonObject {
  const members = Object.entries(columns ?? {}).map(([name, value]: readonly [string, Json]) => [
    name,
    dates.has(name) && typeof value === 'string' ? new Date(value) : value,
  ])
  // PostgreSQL made the object of exactly these columns.
  const record = table.toRecord(Object.fromEntries(members) as RecordRow)
  return 'entityID' in record ? applyHistorySource(record, source) : applySource(record, source)
}
