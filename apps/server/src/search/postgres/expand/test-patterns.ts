import * as fc from 'fast-check'
import { RE2JS } from 're2js'

const piece = fc.constantFrom(
  'a',
  'b',
  '.',
  '\\.',
  '*',
  '+',
  '?',
  '(',
  ')',
  '|',
  '{0,1}',
  '[ab]',
  '^',
)
/** Regular expressions of few signs, many of them refused. */
export const patterns = fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join(''))
/** Texts that many of them match. */
export const texts = fc.string({ unit: fc.constantFrom('a', 'b', '.', '\n'), maxLength: 5 })

/** Whether RE2 takes the pattern and the whole text has it. */
export function matches(source: string, text: string): boolean {
  try {
    return RE2JS.compile(source, RE2JS.DOTALL).matches(text)
  } catch {
    return false
  }
}
