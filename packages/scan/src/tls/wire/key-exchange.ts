import { ByteReader } from './byte-reader.ts'

/** The parameters of a ServerKeyExchange, without the signature over them. */
export type KeyExchange =
  | { readonly kind: 'finite-field'; readonly prime: Buffer }
  | { readonly kind: 'named-curve'; readonly group: number }

/** How a suite exchanges keys, as far as the message's shape depends on it. */
export type KeyExchangeKind = KeyExchange['kind'] | undefined

const namedCurve = 3

/** Reads the body of a ServerKeyExchange (RFC 5246 7.4.3, RFC 8422 5.4); undefined when unknown. */
export function readKeyExchange(body: Buffer, kind: KeyExchangeKind): KeyExchange | undefined {
  const reader = new ByteReader(body)
  if (kind === 'finite-field') {
    const prime = reader.vector16()
    return reader.isBroken || prime.length === 0 ? undefined : { kind, prime }
  }
  if (kind !== 'named-curve' || reader.uint8() !== namedCurve) return undefined
  const group = reader.uint16()
  return reader.isBroken ? undefined : { kind, group }
}
