import { RE2JS } from 're2js'
import { defineDataType } from './data-type.ts'

/** A pattern in RE2 syntax, kept as text and never run. The length bounds the work of checking it. */
export const regex = defineDataType({
  name: 'Regex',
  maxLength: 4_096,
  parse: (text) => (canCompile(text) ? text : undefined),
})

function canCompile(pattern: string): boolean {
  try {
    RE2JS.compile(pattern)
    return true
  } catch {
    return false
  }
}
