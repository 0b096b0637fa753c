import * as crypto from 'node:crypto'

/** Our half of a key exchange of TLS 1.3 (RFC 8446 4.2.8). */
export type KeyShare = {
  readonly group: number
  readonly publicValue: Buffer
  /** The shared secret; undefined when the peer's value is none of the group. */
  readonly agree: (peerValue: Buffer) => Buffer | undefined
}

/** Makes a key share of a group; undefined for a group that is not spoken here. */
export function createKeyShare(group: number): KeyShare | undefined {
  const share = makers[group]?.()
  if (!share) return undefined
  return {
    group,
    publicValue: share.publicValue,
    agree: (peer) => attempt(() => share.agree(peer)),
  }
}

type Share = Omit<KeyShare, 'group'>

const makers: Readonly<Record<number, () => Share | undefined>> = {
  0x001d: () => createMontgomeryShare('x25519'),
  0x001e: () => createMontgomeryShare('x448'),
  0x0017: () => createCurveShare('prime256v1'),
  0x0018: () => createCurveShare('secp384r1'),
  0x0019: () => createCurveShare('secp521r1'),
  0x11ec: createHybridShare,
}

/** X25519MLKEM768, whose key is longer than all the rest of a hello. */
export const hybridGroup = 0x11ec

/** The groups that a key share can be made of, as a browser would order them. */
export const ownGroups: readonly number[] = [0x11ec, 0x001d, 0x0017, 0x0018, 0x0019, 0x001e].filter(
  (group) => group !== hybridGroup || hasKem(),
)

/** Whoever sends a wrong value gets no secret; node:crypto throws on it. */
function attempt(agree: () => Buffer | undefined): Buffer | undefined {
  try {
    return agree()
  } catch {
    return undefined
  }
}

/** X25519 and X448 (RFC 7748): the raw value is the end of the key's SubjectPublicKeyInfo. */
function createMontgomeryShare(type: 'x25519' | 'x448'): Share {
  const { publicKey, privateKey } =
    type === 'x25519' ? crypto.generateKeyPairSync('x25519') : crypto.generateKeyPairSync('x448')
  const info = publicKey.export({ type: 'spki', format: 'der' })
  const sizeBytes = type === 'x25519' ? 32 : 56
  const prefix = info.subarray(0, -sizeBytes)
  return {
    publicValue: info.subarray(-sizeBytes),
    agree: (peer) => {
      const key = Buffer.concat([prefix, peer])
      const peerKey = crypto.createPublicKey({ key, format: 'der', type: 'spki' })
      return crypto.diffieHellman({ privateKey, publicKey: peerKey })
    },
  }
}

function createCurveShare(curve: string): Share {
  const exchange = crypto.createECDH(curve)
  return {
    publicValue: exchange.generateKeys(),
    agree: (peer) => exchange.computeSecret(peer),
  }
}

/** Whether this Node knows key encapsulation, whatever its declared type says. */
function hasKem(): boolean {
  const { decapsulate }: { readonly decapsulate?: unknown } = crypto
  return typeof decapsulate === 'function'
}

const kemKeyBytes = 1184
const kemCiphertextBytes = 1088

/** ML-KEM-768 and X25519 one after the other (draft-ietf-tls-ecdhe-mlkem 3). */
function createHybridShare(): Share | undefined {
  if (!hasKem()) return undefined
  const kem = crypto.generateKeyPairSync('ml-kem-768')
  const classic = createMontgomeryShare('x25519')
  const kemKey = kem.publicKey.export({ type: 'spki', format: 'der' }).subarray(-kemKeyBytes)
  return {
    publicValue: Buffer.concat([kemKey, classic.publicValue]),
    agree: (peer) => {
      const secret = crypto.decapsulate(kem.privateKey, peer.subarray(0, kemCiphertextBytes))
      const classicSecret = classic.agree(peer.subarray(kemCiphertextBytes))
      return classicSecret && Buffer.concat([secret, classicSecret])
    },
  }
}
