import { RE2JS } from 're2js'
import { defineDataType } from './data-type.ts'

/** Compiling takes about 1 ms per 1,000 units of `compileWork`. */
const maxWork = 20_000

/** A pattern in RE2 syntax, kept as text and never run. */
export const regex = defineDataType({
  name: 'Regex',
  maxLength: 2_048,
  parse: (text) => (compileWork(text) <= maxWork && canCompile(text) ? text : undefined),
})

/** Counted repeats copy what they repeat, RE2 allows 1,000 copies; a Unicode class is a long table. */
function compileWork(pattern: string): number {
  let copies = 1
  for (const [, min, max] of pattern.matchAll(/\{([0-9]{1,4})(?:,([0-9]{0,4}))?\}/g)) {
    copies *= Math.max(1, Number(min), Number(max ?? 0))
  }
  const classes = pattern.match(/\\p/gi)?.length ?? 0
  return pattern.length * Math.min(1_000, copies) + classes * 200
}

function canCompile(pattern: string): boolean {
  try {
    RE2JS.compile(pattern)
    return true
  } catch {
    return false
  }
}
