import { type CertificateRequest } from '../wire/certificate-request.ts'
import { type Extension } from '../wire/extension.ts'
import { type KeyExchange } from '../wire/key-exchange.ts'
import { type ServerHello } from '../wire/server-hello.ts'

/** What a server said in answer to a ClientHello, as far as it was read. */
export type ServerFlight = {
  readonly hello?: ServerHello
  /** The description of the alert that ended it. */
  readonly alert?: number
  readonly encryptedExtensions?: readonly Extension[]
  /** DER, in the order sent. */
  readonly certificates?: readonly Buffer[]
  readonly ocspResponse?: Buffer
  readonly timestamps?: Buffer
  readonly keyExchange?: KeyExchange
  readonly certificateRequest?: CertificateRequest
  /** What came is not TLS, or breaks its rules. */
  readonly isForeign?: boolean
}

/** All extensions that a server answered with, in its order. */
export function listExtensions({ hello, encryptedExtensions }: ServerFlight): readonly Extension[] {
  return [...(hello?.extensions ?? []), ...(encryptedExtensions ?? [])]
}
