import { defineDataType } from './data-type.ts'
import { lowerCase } from './lower-case.ts'

/** A path of a file system or of an HTTP request; anything that is not a URL. */
export const path = defineDataType({
  name: 'Path',
  parse: (text) => (text.includes('://') ? undefined : lowerCase(text)),
})
