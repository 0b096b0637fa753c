import { defineDataType } from './data-type.ts'
import { isRe2 } from './re2-syntax.ts'

/** A pattern in RE2 syntax, kept as text and never run. */
export const regex = defineDataType({
  name: 'Regex',
  maxLength: 4_096,
  parse: (text) => (isRe2(text) ? text : undefined),
})
