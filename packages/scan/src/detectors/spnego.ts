import { toNtlmNegotiate } from './ntlm.ts'
import { writeDer } from './write-der.ts'

const [sequence, octetString, oid] = [0x30, 0x04, 0x06]
const initialContextToken = 0x60

/** 1.3.6.1.5.5.2 and 1.3.6.1.4.1.311.2.2.10. */
const spnegoOid = Buffer.from('2b0601050502', 'hex')
const ntlmOid = Buffer.from('2b06010401823702020a', 'hex')

/** An NTLM NEGOTIATE inside SPNEGO's NegTokenInit (RFC 4178 4.2.1, RFC 2743 3.1). */
export function toSpnegoNtlmToken(): Buffer {
  const mechanisms = writeDer(0xa0, writeDer(sequence, writeDer(oid, ntlmOid)))
  const token = writeDer(0xa2, writeDer(octetString, toNtlmNegotiate()))
  const init = writeDer(0xa0, writeDer(sequence, mechanisms, token))
  return writeDer(initialContextToken, writeDer(oid, spnegoOid), init)
}
