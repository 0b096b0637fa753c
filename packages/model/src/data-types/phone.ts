import { defineDataType } from './data-type.ts'

/** A phone number in international form, stored as written. */
export const phone = defineDataType({
  name: 'Phone',
  maxLength: 32,
  parse: (text) =>
    /^\+[1-9][0-9]{0,2}(?:[\t\n\f\r ]?\([1-9][0-9]{0,3}\))?(?:[\t\n\f\r ]?-?[0-9]{1,4}){1,3}$/.test(
      text,
    )
      ? text
      : undefined,
})
