import { applySource, type Source } from '@windvane/model'
import { type ExportFormat } from './export-format.ts'

/** An object a line; a last one with `cursor` alone when there is more. */
export function createNdjsonFormat(source: Source): ExportFormat {
  return {
    mediaType: 'application/x-ndjson',
    extension: 'ndjson',
    head: '',
    line: (entity) => `${JSON.stringify(applySource(entity, source))}\n`,
    tail: (cursor) => `${JSON.stringify({ cursor })}\n`,
  }
}
