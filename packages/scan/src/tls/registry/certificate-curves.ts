/** The groups of TLS by OpenSSL's names of the curves that certificates use. */
const groups: Readonly<Record<string, number>> = {
  prime256v1: 0x0017,
  secp384r1: 0x0018,
  secp521r1: 0x0019,
  secp256k1: 0x0016,
  secp224r1: 0x0015,
  brainpoolP256r1: 0x001a,
  brainpoolP384r1: 0x001b,
  brainpoolP512r1: 0x001c,
}

/** The group of a certificate's curve; undefined for a key of another kind. */
export function findCertificateGroup(curve: string | undefined): number | undefined {
  return curve === undefined ? undefined : groups[curve]
}
