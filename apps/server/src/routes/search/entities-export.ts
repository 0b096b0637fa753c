import { searchEntitiesExport } from '@windvane/api'
import {
  accuracyRange,
  AppError,
  type Entity,
  escapeValue,
  isAccuracy,
  isEntityId,
  isReputation,
  parseSearch,
  parseSource,
  reputationRange,
} from '@windvane/model'
import { defineRoute, type FileStream } from '../../gateway/define-route.ts'
import { type EntityExport, type ExportedSearch } from '../../search/export-entities.ts'
import { createCsvFormat } from './export/csv-format.ts'
import { type ExportFormat } from './export/export-format.ts'
import { createNdjsonFormat } from './export/ndjson-format.ts'

const maxEntities = 100_000

export const searchEntitiesExportRoute = defineRoute(
  searchEntitiesExport,
  async ({ query, body, principal, context }) => {
    const source = parseSource(body)
    const format = query.format === 'csv' ? createCsvFormat(source) : createNdjsonFormat(source)
    const found = await context.search.export(principal, {
      search: parseExportedSearch(body),
      after: query.cursor === undefined ? undefined : parseCursor(query.cursor),
      limit: parseLimit(query.limit),
    })
    if (found.count === 0) throw new AppError('no_results')
    return { status: 200, headers: toHeaders(format, found), file: toStream(format, found) }
  },
)

/** A query that is a text makes a simple search, any other an advanced one. */
function parseExportedSearch(body: Readonly<Record<string, unknown>>): ExportedSearch {
  const { query, accuracy, reputation } = body
  if (typeof query !== 'string') {
    for (const member of ['aggs', 'aggregations', 'collapse', 'search_after']) {
      if (member in body) throw refuse(member, `an export has no ${member}`)
    }
    return { advanced: parseSearch(body, { corpus: 'entities', now: new Date() }).query }
  }
  if (accuracy !== undefined && !isAccuracy(accuracy)) {
    throw refuse('accuracy', `accuracy must be ${accuracyRange.min} to ${accuracyRange.max}`)
  }
  if (reputation !== undefined && !isReputation(reputation)) {
    const { min, max } = reputationRange
    throw refuse('reputation', `reputation must be ${min} to ${max}`)
  }
  return { query, accuracy, reputation }
}

function parseCursor(cursor: string): string {
  if (isEntityId(cursor)) return cursor
  const details = { dataType: 'cursor', value: escapeValue(cursor), param: 'cursor' }
  throw new AppError('invalid_value', details)
}

function parseLimit(text: string | undefined): number {
  if (text === undefined) return maxEntities
  const limit = /^\d{1,6}$/.test(text) ? Number(text) : 0
  if (limit >= 1 && limit <= maxEntities) return limit
  throw refuse('limit', `limit must be 1 to ${maxEntities}`)
}

function refuse(param: string, reason: string): AppError {
  return new AppError('invalid_request', { reason, param })
}

function toHeaders({ mediaType, extension }: ExportFormat, { cursor }: EntityExport) {
  return {
    'content-type': mediaType,
    'content-disposition': `attachment; filename="entities.${extension}"`,
    ...(cursor !== undefined && { 'x-next-cursor': cursor }),
  }
}

function toStream(format: ExportFormat, { read, cursor }: EntityExport): FileStream {
  return async function* (signal) {
    if (format.head !== '') yield format.head
    for await (const entities of read(signal)) yield toText(format, entities)
    if (cursor !== undefined) yield format.tail(cursor)
  }
}

function toText(format: ExportFormat, entities: readonly Entity[]): string {
  return entities.map((entity) => format.line(entity)).join('')
}
