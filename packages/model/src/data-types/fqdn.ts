import { defineDataType } from './data-type.ts'

const maxLabelLength = 63

/** A fully qualified domain name without trailing dot; RFC 1035 2.3.4 gives the lengths. */
export const fqdn = defineDataType({
  name: 'FQDN',
  maxLength: 253,
  parse(text) {
    const name = text.toLowerCase()
    if (!/^[a-z0-9]+(?:(?:--?|\.)[a-z0-9]+)*\.[a-z]{2,20}$/.test(name)) return undefined
    return name.split('.').every((label) => label.length <= maxLabelLength) ? name : undefined
  },
})
