import {
  AppError,
  type Entity,
  findEntityType,
  type InterpretedValue,
  interpretValue,
  maxTextBytes,
  type Sha3,
  valueKey,
  walkIndicators,
} from '@windvane/model'
import { entityColumns, type EntityRow, toEntity } from '../entity-rows/entity-row.ts'
import { defineVisibleStatement, type Viewer } from '../entity-rows/visible.ts'
import { type Queryable } from '../store/store.ts'
import { mapInSlices } from './map-in-slices.ts'

/** What is known of one value. `invalid` is what no search would take, `reason` says why. */
export type ValueAnswer =
  | { readonly value: string; readonly status: 'invalid'; readonly reason: string }
  | { readonly value: string; readonly kind: string; readonly status: 'unknown' }
  | {
      readonly value: string
      readonly kind: string
      readonly status: 'found'
      /** The likeliest of the types of which there is such a value comes first. */
      readonly entities: readonly [Entity, ...Entity[]]
    }

const maxValues = 10_000

const budgetMs = 5_000

/** One value may be that of many types: more rows than this are refused and not cut off. */
const maxRows = 50_000

/**
 * Looks up values as they are pasted, in whatever form, by one query. They are answered in their
 * order, what stands for the same value once.
 */
export async function lookUpMany(
  { store, sha3 }: { readonly store: Queryable; readonly sha3: Sha3 },
  viewer: Viewer,
  values: readonly string[],
): Promise<readonly ValueAnswer[]> {
  const asked = dropRepeated(await mapInSlices(values, (value) => readValue(value, sha3)))
  const keys = new Set(asked.flatMap(({ keys }) => keys))
  const found = keys.size === 0 ? new Map() : await findByKey(store, viewer, [...keys])
  return dropSame(await mapInSlices(asked, (value) => toAnswer(value, found)))
}

/** Only what is stored tells whether the case of words matters: two texts may stand for one entity. */
function dropSame(answers: readonly ValueAnswer[]): readonly ValueAnswer[] {
  const seen = new Set<string>()
  return answers.filter((answer) => {
    if (answer.status !== 'found') return true
    const entities = answer.entities.map(({ id }) => id).join(' ')
    const isNew = !seen.has(entities)
    seen.add(entities)
    return isNew
  })
}

/** The indicators in a text. Throws `invalid_request` when there are too many. */
export async function extractValues(text: string): Promise<readonly string[]> {
  const steps = await mapInSlices(walkIndicators(text), (indicator) => indicator)
  const values = steps.filter((indicator) => indicator !== undefined)
  if (values.length <= maxValues) return values
  const reason = `text must have at most ${maxValues} indicators`
  throw new AppError('invalid_request', { reason, param: 'text' })
}

type AskedValue = {
  readonly value: string
  /** The same for all that stands for one value. */
  readonly identity: string
  readonly keys: readonly string[]
} & (
  | { readonly interpreted: InterpretedValue }
  | { readonly interpreted: undefined; readonly reason: string }
)

function readValue(value: string, sha3: Sha3): AskedValue {
  try {
    const interpreted = interpretValue(value, { param: 'value', maxBytes: maxTextBytes })
    const { kind, canonical, text, candidates } = interpreted
    const likely = kind === 'words' ? candidates : candidates.filter(isNoPlace)
    const texts = new Set(likely.map((candidate) => candidate.text))
    const keys = [...texts].map((text) => valueKey(text, sha3))
    return { value, identity: `${kind} ${canonical ?? text}`, keys, interpreted }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const reason = error.message
    return { value, identity: `invalid ${value}`, keys: [], interpreted: undefined, reason }
  }
}

/** No place is called like an indicator, and the capitals of one would be one look-up more for each. */
function isNoPlace({ dataType }: InterpretedValue['candidates'][number]): boolean {
  return dataType !== 'Country' && dataType !== 'City'
}

function dropRepeated(values: readonly AskedValue[]): readonly AskedValue[] {
  const first = new Map<string, AskedValue>()
  for (const value of values) if (!first.has(value.identity)) first.set(value.identity, value)
  return [...first.values()]
}

type FoundRow = EntityRow & { readonly value: string; readonly value_key: string }

type FoundRows = ReadonlyMap<string, readonly FoundRow[]>

async function findByKey(
  db: Queryable,
  viewer: Viewer,
  keys: readonly string[],
): Promise<FoundRows> {
  const rows = await db.query(statement(viewer), [viewer.audiences, keys, maxRows + 1], {
    budgetMs,
  })
  if (rows.length <= maxRows) return Map.groupBy(rows, (row) => row.value_key)
  const reason = `more than ${maxRows} entities have these values: ask for fewer at a time`
  throw new AppError('invalid_request', { reason })
}

const statement = defineVisibleStatement<FoundRow>(
  'look-up-many',
  (visible) => `SELECT ${entityColumns}, e.value, e.value_key::text AS value_key FROM entities e
   WHERE ${visible} AND (e.value_key = ANY($2::bigint[])) LIMIT $3`,
)

function toAnswer(asked: AskedValue, found: FoundRows): ValueAnswer {
  const { value, interpreted } = asked
  if (interpreted === undefined) return { value, status: 'invalid', reason: asked.reason }
  const { kind } = interpreted
  const rows = asked.keys.flatMap((key) => found.get(key) ?? [])
  const [first, ...others] = rankRows(rows, interpreted).map(toEntity)
  if (first === undefined) return { value, kind, status: 'unknown' }
  return { value, kind, status: 'found', entities: [first, ...others] }
}

/** Keys say little: a row counts when the text is, in the format of its type, the value of it. */
function rankRows(
  rows: readonly FoundRow[],
  { candidates }: InterpretedValue,
): readonly FoundRow[] {
  const ranked = rows.map((row) => {
    const dataType = findEntityType(row.type)?.dataType
    const isOf = (candidate: (typeof candidates)[number]) =>
      candidate.dataType === dataType && candidate.text === row.value
    return { row, rank: candidates.findIndex(isOf) }
  })
  const hits = ranked.filter(({ rank }) => rank !== -1)
  hits.sort((a, b) => a.rank - b.rank || (a.row.id < b.row.id ? -1 : 1))
  return hits.map(({ row }) => row)
}
