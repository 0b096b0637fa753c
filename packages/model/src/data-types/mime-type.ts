import { defineDataType } from './data-type.ts'

/** A media type without parameters; RFC 6838 4.2 limits each half to 127 characters. */
export const mimeType = defineDataType({
  name: 'MIME type',
  maxLength: 255,
  parse(text) {
    const lower = text.toLowerCase()
    const pattern = /^[a-z]+\/(?:[a-z0-9]{3,}|[a-z0-9]+(?:[+,\-.][a-z0-9]{2,})*[+,\-.][a-z0-9]+)$/
    return pattern.test(lower) ? lower : undefined
  },
})
