import { defineDataType } from './data-type.ts'

/** An EUI-48 written with hyphens, stored in upper case. */
export const mac = defineDataType({
  name: 'MAC',
  maxLength: 17,
  parse: (text) =>
    /^(?:[0-9A-F]{2}-){5}[0-9A-F]{2}$/i.test(text) ? text.toUpperCase() : undefined,
})
