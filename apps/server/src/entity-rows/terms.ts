import { lowerCase } from '@windvane/model'

/**
 * The terms under which a row of `entities` or `history` is found. A word of an analysed text is
 * `<field>:<word>`, a whole text of at most 256 code points `<field>=<text>`, and one that is the only
 * word of itself, as most values are, `<field>~<text>` instead of both. The bare name of an attribute
 * says that the row has it. The fields are the attributes, `value` for the main one, `type`, `tags` and,
 * of a record, `userID`. Names of fields have none of the signs in them.
 */
export type TermForm = ':' | '=' | '~'

export function wordTerm(field: string, word: string): string {
  return `${field}:${word}`
}

export function wholeTerm(field: string, text: string): string {
  return `${field}=${text}`
}

export function wholeWordTerm(field: string, word: string): string {
  return `${field}~${word}`
}

/** The term in lower case, which is looked up where case does not count; null where it is no other. */
export function foldTerm(term: string): string | null {
  const folded = lowerCase(term)
  return folded === term ? null : folded
}

/** Stands between the words of one tag and those of the next; no word is like it. */
export const tagBreak = '|'
