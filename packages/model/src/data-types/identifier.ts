import { defineDataType } from './data-type.ts'
import { md5, sha3Of256 } from './digest.ts'
import { uuid } from './uuid.ts'

/** What names a file: tried in this order, so that 32 bare digits are an MD5. */
export const identifier = defineDataType({
  name: 'UUID|MD5|SHA3-256',
  maxLength: 64,
  parse: (text, options) =>
    md5.parse(text, options) ?? sha3Of256.parse(text, options) ?? uuid.parse(text, options),
})
