import { defineDataType } from './data-type.ts'

/** Whole bytes in hexadecimal, without prefix or separators. */
export const hexadecimal = defineDataType({
  name: 'Hexadecimal',
  parse: (text) =>
    text.length % 2 === 0 && /^[0-9a-f]+$/i.test(text) ? text.toLowerCase() : undefined,
})
