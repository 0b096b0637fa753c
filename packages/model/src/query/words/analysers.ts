import { analyse } from '../analyse.ts'
import { lowerCase } from '../../data-types/lower-case.ts'
import { type Field } from '../field.ts'

/** Makes words of a text. */
export type Analyser = 'standard' | 'keyword' | 'whitespace' | 'simple'

/** The analysers that a clause may name. */
export const analyserNames: readonly Analyser[] = ['standard', 'keyword', 'whitespace', 'simple']

/** The words of a text by the analyser that a clause names, or else by that of the field. */
export function analyseFor(field: Field, text: string, analyser?: Analyser): readonly string[] {
  switch (analyser ?? fieldAnalyser(field)) {
    case 'standard':
      return analyse(text)
    case 'keyword':
      return [text]
    case 'whitespace':
      return text.split(/\s+/).filter((word) => word !== '')
    case 'simple':
      return lowerCase(text).match(/\p{L}+/gu) ?? []
  }
}

/** Whether texts of a field are words for its clauses. */
export function isAnalysed(field: Field): boolean {
  return fieldAnalyser(field) === 'standard'
}

/** Whether a field holds text, and no number, date, address or boolean. */
export function isText({ kind }: Field): boolean {
  return kind === 'text' || kind === 'keyword' || kind === 'label' || kind === 'id'
}

/** A label is looked for whole where its untokenised twin is named. */
function fieldAnalyser({ kind, name }: Field): Analyser {
  if (kind === 'label') return name.endsWith('.keyword') ? 'keyword' : 'standard'
  return kind === 'text' ? 'standard' : 'keyword'
}
