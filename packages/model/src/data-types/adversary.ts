import { defineDataType } from './data-type.ts'
import { email } from './email.ts'
import { fqdn } from './fqdn.ts'
import { parseAddress } from './ip-address.ts'
import { phone } from './phone.ts'
import { url } from './url.ts'
import { uuid } from './uuid.ts'

const indicators = [url, uuid, email, phone, fqdn]

/** The name of a threat actor: any text that is not itself an indicator. */
export const adversary = defineDataType({
  name: 'Adversary',
  parse(text, options) {
    const isIndicator = indicators.some(
      (type) => text.length <= type.maxLength && type.parse(text, options) !== undefined,
    )
    return isIndicator || parseAddress(text) ? undefined : text
  },
})
