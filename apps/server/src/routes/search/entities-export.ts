import { searchEntitiesExport } from '@windvane/api'
import { AppError, type Entity, parseEntityId, parsePaging, parseSource } from '@windvane/model'
import { type FileStream, defineRoute } from '../../gateway/define-route.ts'
import { type EntityExport } from '../../search/export-entities.ts'
import { createCsvFormat } from './export/csv-format.ts'
import { type ExportFormat } from './export/export-format.ts'
import { createNdjsonFormat } from './export/ndjson-format.ts'

const maxEntities = 100_000

export const searchEntitiesExportRoute = defineRoute(
  searchEntitiesExport,
  async ({ query, body, principal, context }) => {
    const source = parseSource(body)
    const format = query.format === 'csv' ? createCsvFormat(body) : createNdjsonFormat(source)
    const found = await context.search.export(principal, {
      search: {
        query: body.query,
        accuracy: body.accuracy,
        reputation: body.reputation,
        paging: parsePaging({}),
        source,
      },
      after: query.cursor === undefined ? undefined : parseCursor(query.cursor),
      limit: parseLimit(query.limit),
    })
    if (found.count === 0) throw new AppError('no_results')
    return { status: 200, headers: toHeaders(format, found), file: toStream(format, found) }
  },
)

function parseCursor(cursor: string): string {
  parseEntityId(cursor)
  return cursor
}

function parseLimit(text: string | undefined): number {
  if (text === undefined) return maxEntities
  const limit = /^\d{1,6}$/.test(text) ? Number(text) : 0
  if (limit >= 1 && limit <= maxEntities) return limit
  const reason = `limit must be 1 to ${maxEntities}`
  throw new AppError('invalid_request', { reason, param: 'limit' })
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
    yield format.head
    for await (const entities of read(signal)) yield toText(format, entities)
    if (cursor !== undefined) yield format.tail(cursor)
  }
}

function toText(format: ExportFormat, entities: readonly Entity[]): string {
  return entities.map((entity) => format.line(entity)).join('')
}
