import { type Field, type Scalar } from '@windvane/model'
import { rawValues, type SearchedRecord, wholeTexts } from './field-values.ts'
import { remember } from './remember.ts'

/** A value as buckets and figures have it: dates are milliseconds, booleans 1 and 0. */
export type Figure = string | number

/** The values of a field that an aggregation reads, each once. */
export function figuresOf(field: Field | undefined, record: SearchedRecord): readonly Figure[] {
  if (!field) return []
  return remember(figuresOf, [record, field.name], () => {
    const raw = field.kind === 'keyword' ? wholeTexts(field, record) : rawValues(field, record)
    return [...new Set(raw.map((value) => toFigure(field, value)))]
  })
}

/** A value of a field in that form. */
export function toFigure({ kind }: Field, value: Scalar): Figure {
  if (kind === 'date') return Math.floor(Date.parse(String(value)))
  if (kind === 'long' || kind === 'float' || kind === 'boolean') return Number(value)
  return String(value)
}

/** A value as text. */
export function print(value: Figure, field: Field | undefined): string {
  if (field?.kind === 'date') return new Date(Number(value)).toISOString()
  return field?.kind === 'boolean' ? String(value !== 0) : String(value)
}
