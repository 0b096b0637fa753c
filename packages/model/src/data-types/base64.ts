import { defineDataType } from './data-type.ts'

/** RFC 4648 4 with padding; line breaks inside are allowed and kept. */
export const base64 = defineDataType({
  name: 'BASE64',
  parse(text) {
    const digits = text.replace(/[\r\n]/g, '')
    const isValid = digits.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(digits)
    return isValid ? text : undefined
  },
})
