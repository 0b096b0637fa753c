import { toNtlmNegotiate } from './ntlm.ts'
import { writeBer } from './write-ber.ts'

const [sequence, octetString, oid] = [0x30, 0x04, 0x06]
const initialContextToken = 0x60

/** 1.3.6.1.5.5.2 and 1.3.6.1.4.1.311.2.2.10. */
const spnegoOid = Buffer.from('2b0601050502', 'hex')
const ntlmOid = Buffer.from('2b06010401823702020a', 'hex')

/** An NTLM NEGOTIATE inside SPNEGO's NegTokenInit (RFC 4178 4.2.1, RFC 2743 3.1). */
export function toSpnegoNtlmToken(): Buffer {
  const mechanisms = writeBer(0xa0, writeBer(sequence, writeBer(oid, ntlmOid)))
  const token = writeBer(0xa2, writeBer(octetString, toNtlmNegotiate()))
  const init = writeBer(0xa0, writeBer(sequence, mechanisms, token))
  return writeBer(initialContextToken, writeBer(oid, spnegoOid), init)
}
