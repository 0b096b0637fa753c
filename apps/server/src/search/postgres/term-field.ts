import { type Field } from '@windvane/model'
import { type TermForm } from '../../entity-rows/terms.ts'

/** Where the values of a field are in the column `terms`, and in which forms. */
export type TermField = {
  readonly name: string
  readonly forms: readonly TermForm[]
  /** The term that every row with the field has; absent where every row has the field. */
  readonly marker?: string
}

/** Undefined for a field that has a column of its own and no terms. */
export function findTermField({ kind, source }: Field): TermField | undefined {
  if (source.of === 'value') return { name: 'value', forms: formsOf[kind] ?? whole }
  if (source.of === 'attribute') {
    return { name: source.name, forms: formsOf[kind] ?? whole, marker: source.name }
  }
  if (source.name === 'type') return { name: 'type', forms: both }
  if (source.name === 'tags') return { name: 'tags', forms: both, marker: 'tags' }
  if (source.name === 'userID') return { name: 'userID', forms: whole }
  return undefined
}

const whole: readonly TermForm[] = ['=']
const both: readonly TermForm[] = [':', '=', '~']

const formsOf: Readonly<Partial<Record<Field['kind'], readonly TermForm[]>>> = {
  text: [':', '~'],
  keyword: ['=', '~'],
  label: both,
}
