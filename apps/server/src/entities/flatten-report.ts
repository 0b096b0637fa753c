import {
  AppError,
  type AssociatedReport,
  type Attributes,
  type AttributeValue,
  entityId,
  type EntityReport,
  escapeValue,
  findEntityType,
  parseValue,
  type Principal,
  type RelationMode,
  storedText,
} from '@windvane/model'

import { type Batch, type EntityRecord, type RecordOrigin, type RelationRecord } from './batch.ts'
import { sha3 } from './sha3.ts'
import { commonGroups, parseVisibleBy } from './visible-by.ts'

export type ReportRules = {
  /** Whether values may be addresses of private networks. */
  readonly privateAddresses: 'refuse' | 'accept'
}

/** A report and who makes it; `wellKnown` marks its entity as never to be judged negatively. */
export type Submission = {
  readonly principal: Principal
  readonly report: EntityReport
  readonly wellKnown?: boolean
}

/** Validates a report with everything that hangs on it; the first error refuses all of it. */
export function flattenReport(submission: Submission, rules: ReportRules): Batch {
  const { principal, report, wellKnown = false } = submission
  const walk: Walk = { principal, rules, records: [], relations: [] }
  const outside: Inherited = {
    origin: 'report',
    reputation: 0,
    tags: [],
    visibleBy: principal.groups,
    depth: 0,
  }
  addReport(
    walk,
    wellKnown ? { ...report, reputation: Math.max(0, report.reputation ?? 0) } : report,
    {
      ...outside,
      wellKnown,
    },
  )
  return { records: walk.records, relations: walk.relations }
}

/** Children of children, and entities that one report may make (reliability.md 2.7). */
const maxDepth = 5
const maxRecords = 1_000

type Walk = {
  readonly principal: Principal
  readonly rules: ReportRules
  readonly records: EntityRecord[]
  readonly relations: RelationRecord[]
}

/** What a report takes from the one it hangs on, where it says nothing itself. */
type Inherited = {
  readonly origin: RecordOrigin
  readonly reputation: number
  readonly tags: readonly string[]
  readonly visibleBy: readonly string[]
  readonly depth: number
  readonly wellKnown?: boolean
}

function addReport(walk: Walk, report: EntityReport, inherited: Inherited): EntityRecord {
  const { visibleBy } = report
  const main = parseValue(report.type, mainValue(report), walk.rules)
  const record = addRecord(walk, {
    entityId: entityId(report.type, main.text, sha3),
    type: report.type,
    value: main.text,
    userId: walk.principal.userId,
    origin: report.reputation === undefined ? inherited.origin : 'report',
    attributes: parseAttributes(report, main.value, walk.rules),
    reputation: report.reputation ?? inherited.reputation,
    tags: report.tags === undefined ? inherited.tags : [...new Set(report.tags)],
    visibleBy:
      visibleBy === undefined ? inherited.visibleBy : parseVisibleBy(visibleBy, walk.principal),
    wellKnown: inherited.wellKnown ?? false,
  })
  for (const name of new Set(report.correlate)) addCorrelated(walk, record, name)
  for (const child of report.associations ?? []) {
    addAssociated(walk, { parent: record, child, depth: inherited.depth + 1 })
  }
  return record
}

function mainValue(report: EntityReport): unknown {
  const { type, attributes = {} } = report
  return Object.hasOwn(attributes, type) ? attributes[type] : undefined
}

/** Names that are no entity type are dropped, as Go's decoder drops unknown members. */
function parseAttributes(
  report: EntityReport,
  main: AttributeValue,
  rules: ReportRules,
): Attributes {
  const parsed: Record<string, AttributeValue> = { [report.type]: main }
  for (const [name, value] of Object.entries(report.attributes ?? {})) {
    if (name === report.type || findEntityType(name) === undefined) continue
    parsed[name] = parseValue(name, value, rules).value
  }
  return parsed
}

function addRecord(walk: Walk, record: EntityRecord): EntityRecord {
  if (walk.records.length === maxRecords) {
    throw new AppError('invalid_request', {
      reason: `a report makes at most ${maxRecords} entities`,
    })
  }
  walk.records.push(record)
  return record
}

/** A correlated attribute is another name of the same thing, so it shares the judgement as it is. */
function addCorrelated(walk: Walk, parent: EntityRecord, name: string): void {
  if (findEntityType(name) === undefined) {
    throw new AppError('unknown_type', { type: escapeValue(name), param: 'correlate' })
  }
  const value = Object.hasOwn(parent.attributes, name) ? parent.attributes[name] : undefined
  if (value === undefined || name === parent.type) return
  const text = storedText(name, value)
  const child = addRecord(walk, {
    ...parent,
    entityId: entityId(name, text, sha3),
    type: name,
    value: text,
    attributes: { [name]: value },
    wellKnown: false,
  })
  addRelation(walk, { from: parent, to: child, mode: 'aggregation' })
}

function addAssociated(
  walk: Walk,
  link: { readonly parent: EntityRecord; readonly child: AssociatedReport; readonly depth: number },
): void {
  const { parent, child, depth } = link
  if (depth > maxDepth) {
    throw new AppError('invalid_request', {
      reason: `associations nest at most ${maxDepth} deep`,
      param: 'associations',
    })
  }
  const { reputation, tags, visibleBy } = parent
  const record = addReport(walk, child, { origin: 'inherited', reputation, tags, visibleBy, depth })
  addRelation(walk, { from: parent, to: record, mode: child.mode ?? 'association' })
}

function addRelation(
  walk: Walk,
  link: { readonly from: EntityRecord; readonly to: EntityRecord; readonly mode: RelationMode },
): void {
  const { from, to, mode } = link
  if (from.entityId === to.entityId) {
    throw new AppError('invalid_request', { reason: 'an entity cannot be associated with itself' })
  }
  const visibleBy = commonGroups(from.visibleBy, to.visibleBy)
  if (visibleBy.length === 0) throw new AppError('no_common_group')
  walk.relations.push({
    entityId: from.entityId,
    relatedId: to.entityId,
    userId: walk.principal.userId,
    mode,
    visibleBy,
  })
}
