import { type Corpus } from '@windvane/model'
import { entityColumns, type EntityRow, toEntity } from '../../entity-rows/entity-row.ts'
import {
  historyColumns,
  type HistoryRow,
  toHistoryRecord,
  visibleHistory,
} from '../../entity-rows/history-row.ts'
import { type Viewer, visibleCondition } from '../../entity-rows/visible.ts'
import { type FoundRecord } from '../search-engine.ts'

/** How the records of a corpus are read: always through what the viewer may see. */
export type RecordTable = {
  /** What stands in FROM before the alias `e`. */
  readonly from: string
  /** Joined by AND to the bracketed rest; `$1` is `viewer`. */
  readonly visible: string
  /** The value of `$1`. */
  readonly viewer: readonly string[]
  /** The columns that name one row. */
  readonly key: readonly string[]
  /** The column of `@timestamp`. */
  readonly time: string
  /** PostgreSQL's type of `id`. */
  readonly idType: 'text' | 'uuid'
  readonly columns: string
  /** Besides `columns`, what conditions and aggregations read. */
  readonly searched: string
  readonly toRecord: (row: RecordRow) => FoundRecord
}

export type RecordRow = EntityRow | HistoryRow

export function toRecordTable(corpus: Corpus, viewer: Viewer): RecordTable {
  return corpus === 'entities'
    ? { ...entities, visible: visibleCondition(viewer), viewer: viewer.audiences }
    : { ...history, viewer: viewer.groups }
}

const entities = {
  from: 'entities',
  key: ['id', 'audience'],
  time: 'updated_at',
  idType: 'text',
  columns: entityColumns,
  searched: 'e.audience, e.value, e.network, e.terms, e.analysed',
  toRecord,
} as const

const history = {
  from: visibleHistory,
  visible: 'TRUE',
  key: ['id'],
  time: 'at',
  idType: 'uuid',
  columns: historyColumns,
  searched: 'e.terms, e.analysed',
  toRecord,
} as const

function toRecord(row: RecordRow): FoundRecord {
  return 'at' in row ? toHistoryRecord(row) : toEntity(row)
}
