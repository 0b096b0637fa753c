import { type Entity } from '@windvane/model'

/** How an export is written: its begin, a line for each entity, and its end when it was cut. */
export type ExportFormat = {
  readonly mediaType: string
  readonly extension: string
  readonly head: string
  readonly line: (entity: Entity) => string
  readonly tail: (cursor: string) => string
}
