import { AppError } from '@windvane/model'
import { type Viewer } from '../../entity-rows/visible.ts'
import { defineStatement, type Queryable } from '../../store/store.ts'
import { type StreamedRecord, type StreamRequest } from '../search-engine.ts'
import { compileCondition } from './compile-query.ts'
import { expandQuery } from './expand/expand-query.ts'
import { Parameters } from './parameters.ts'
import { type RecordRow, type RecordTable, toRecordTable } from './record-table.ts'

/** The time one batch may take. */
const budgetMs = 5_000

const defaultBatchSize = 500

/** The texts of the end of time of the stream, and of the place after which it goes on. */
type Position = { readonly until: string; readonly at: string; readonly id: string }

export async function* streamRecords(
  store: Queryable,
  viewer: Viewer,
  request: StreamRequest & { readonly batchSize?: number; readonly after?: string },
): AsyncGenerator<StreamedRecord> {
  const { corpus, batchSize = defaultBatchSize, after } = request
  const deadline = performance.now() + budgetMs
  const table = toRecordTable(corpus, viewer)
  let position = after === undefined ? await begin(store, table) : readCursor(after, table)
  const query = await expandQuery(request.query, { store, viewer, corpus, deadline })
  for (;;) {
    const parameters = new Parameters([table.viewer])
    const condition = compileCondition(query, corpus, parameters)
    const text = writeBatch(table, condition, { parameters, position, batchSize })
    const rows = await store.query<StreamedRow>({ text }, parameters.values, { budgetMs })
    for (const row of rows) {
      position = { until: position.until, at: row.cursor_at, id: row.id }
      yield { record: table.toRecord(row), cursor: writeCursor(position) }
    }
    if (rows.length < batchSize) return
  }
}

type StreamedRow = RecordRow & { readonly cursor_at: string }

type BatchParts = {
  readonly parameters: Parameters
  readonly position: Position
  readonly batchSize: number
}

/** In the order of an index, with the comparison of ids that it has. */
function writeBatch(
  { columns, from, visible, time, idType }: RecordTable,
  condition: string,
  { parameters, position, batchSize }: BatchParts,
): string {
  const until = `${parameters.add(position.until)}::timestamptz`
  const at = `${parameters.add(position.at)}::timestamptz`
  const id = `${parameters.add(position.id)}::${idType}`
  const column = `e.${time}`
  return `SELECT ${columns}, ${column}::text AS cursor_at FROM ${from} e
    WHERE ${visible} AND (${condition}) AND ${column} <= ${until} AND ${column} <= ${at}
      AND (${column} < ${at} OR e.id > ${id})
    ORDER BY ${column} DESC, e.id LIMIT ${parameters.add(batchSize)}`
}

const firstIds: Readonly<Record<RecordTable['idType'], string>> = {
  text: '',
  uuid: '00000000-0000-0000-0000-000000000000',
}

async function begin(store: Queryable, { idType }: RecordTable): Promise<Position> {
  const [row] = await store.query(readClock)
  const now = row?.now ?? new Date().toISOString()
  return { until: now, at: now, id: firstIds[idType] }
}

const readClock = defineStatement<{ readonly now: string }>(
  'stream-begin',
  'SELECT clock_timestamp()::text AS now',
)

function writeCursor({ until, at, id }: Position): string {
  return Buffer.from(JSON.stringify([until, at, id])).toString('base64url')
}

/** @throws {AppError} `invalid_request` for a text that no stream gave out. */
function readCursor(cursor: string, { idType }: RecordTable): Position {
  const [until, at, id] = parseTexts(cursor)
  const isInstant =
    /^[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?[+-][0-9]{2}(?::[0-9]{2})?$/
  const isId =
    idType === 'uuid' ? /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/ : /^[a-z0-9-]{1,300}$/
  if (until !== undefined && at !== undefined && id !== undefined) {
    if (isInstant.test(until) && isInstant.test(at) && isId.test(id)) return { until, at, id }
  }
  throw new AppError('invalid_request', { reason: 'cursor is not one of ours', param: 'cursor' })
}

function parseTexts(cursor: string): readonly string[] {
  if (cursor.length > 1_000) return []
  try {
    const parsed: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString())
    return Array.isArray(parsed) && parsed.every((each) => typeof each === 'string') ? parsed : []
  } catch {
    return []
  }
}
