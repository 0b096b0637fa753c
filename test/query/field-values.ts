import {
  analyse,
  analyseKeyword,
  type Attributes,
  type AttributeValue,
  type Field,
} from '@windvane/model'
import { remember } from './remember.ts'

/** An entity or a record of history, as a search reads it. */
export type SearchedRecord = {
  readonly id: string
  readonly type: string
  readonly attributes: Attributes
  readonly tags: readonly string[]
  readonly visibleBy: readonly string[]
} & { readonly [member: string]: unknown }

/** The values of a field as the record has them. */
export function rawValues({ source }: Field, record: SearchedRecord): readonly AttributeValue[] {
  const value =
    source.of === 'member'
      ? record[source.name]
      : record.attributes[source.of === 'value' ? record.type : source.name]
  const values: readonly unknown[] = Array.isArray(value) ? value : [value]
  return values.filter((each) => each !== undefined && each !== null).map(toScalar)
}

/** Whole texts of a field, where it is not analysed. */
export function wholeTexts(field: Field, record: SearchedRecord): readonly string[] {
  const texts = rawValues(field, record).map(String)
  if (field.kind === 'keyword') return texts.filter((text) => analyseKeyword(text) !== undefined)
  return field.kind === 'text' ? [] : texts
}

/** Words of a field with their places; those of another value of it are 100 places away. */
export function placedWords(field: Field, record: SearchedRecord): readonly PlacedWord[] {
  return remember(placedWords, [record, field.name], () => placeWords(field, record))
}

type PlacedWord = { readonly word: string; readonly place: number }

function placeWords(field: Field, record: SearchedRecord): readonly PlacedWord[] {
  if (field.kind !== 'text' && field.kind !== 'label') return []
  let place = 0
  const placed: PlacedWord[] = []
  for (const text of rawValues(field, record)) {
    for (const word of analyse(String(text))) {
      placed.push({ word, place })
      place += 1
    }
    place += 100
  }
  return placed
}

/** Everything that a value or form may be equal to: words and whole texts. */
export function allTerms(field: Field, record: SearchedRecord): ReadonlySet<string> {
  return remember(allTerms, [record, field.name], () => {
    const words = placedWords(field, record).map(({ word }) => word)
    return new Set([...words, ...wholeTexts(field, record)])
  })
}

/** By code point, as UTF-8 sorts. */
export function compareTexts(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b))
}

function toScalar(value: unknown): AttributeValue {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    return value
  }
  throw new TypeError(`A record holds ${typeof value}`)
}
