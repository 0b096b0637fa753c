import { defineDataType } from './data-type.ts'

/** A port number and its transport, as `443/tcp`. */
export const port = defineDataType({
  name: 'Port',
  maxLength: 9,
  parse(text) {
    const match = /^([1-9][0-9]{0,4})\/(?:tcp|udp)$/i.exec(text)
    return match && Number(match[1]) <= 65_535 ? text.toLowerCase() : undefined
  },
})
