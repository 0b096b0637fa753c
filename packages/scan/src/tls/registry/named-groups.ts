import { type TlsGroupRecord } from '@windvane/model'
import { type RecordVersion } from '../wire/protocol-version.ts'

/** A group that keys are exchanged in (IANA, TLS Supported Groups). */
export type NamedGroup = {
  readonly code: number
  readonly name: string
  /** Of the field; of a hybrid the classical part's. */
  readonly bits: number
  readonly isPostQuantum?: true
  /** Where the group may be used; both TLS 1.3 and those before unless told. */
  readonly only?: 'old' | 'TLSv1.3'
}

/** Every group that is asked for, the usual ones first. */
export const namedGroups: readonly NamedGroup[] = Object.freeze([
  { code: 0x001d, name: 'x25519', bits: 255 },
  { code: 0x0017, name: 'secp256r1', bits: 256 },
  { code: 0x0018, name: 'secp384r1', bits: 384 },
  { code: 0x0019, name: 'secp521r1', bits: 521 },
  { code: 0x001e, name: 'x448', bits: 448 },
  { code: 0x11ec, name: 'X25519MLKEM768', bits: 255, isPostQuantum: true, only: 'TLSv1.3' },
  { code: 0x11eb, name: 'SecP256r1MLKEM768', bits: 256, isPostQuantum: true, only: 'TLSv1.3' },
  { code: 0x11ed, name: 'SecP384r1MLKEM1024', bits: 384, isPostQuantum: true, only: 'TLSv1.3' },
  { code: 0x6399, name: 'X25519Kyber768Draft00', bits: 255, isPostQuantum: true, only: 'TLSv1.3' },
  { code: 0x0200, name: 'MLKEM512', bits: 512, isPostQuantum: true, only: 'TLSv1.3' },
  { code: 0x0201, name: 'MLKEM768', bits: 768, isPostQuantum: true, only: 'TLSv1.3' },
  { code: 0x0202, name: 'MLKEM1024', bits: 1024, isPostQuantum: true, only: 'TLSv1.3' },
  { code: 0x0100, name: 'ffdhe2048', bits: 2048, only: 'TLSv1.3' },
  { code: 0x0101, name: 'ffdhe3072', bits: 3072, only: 'TLSv1.3' },
  { code: 0x0102, name: 'ffdhe4096', bits: 4096, only: 'TLSv1.3' },
  { code: 0x0103, name: 'ffdhe6144', bits: 6144, only: 'TLSv1.3' },
  { code: 0x0104, name: 'ffdhe8192', bits: 8192, only: 'TLSv1.3' },
  { code: 0x001f, name: 'brainpoolP256r1tls13', bits: 256, only: 'TLSv1.3' },
  { code: 0x0020, name: 'brainpoolP384r1tls13', bits: 384, only: 'TLSv1.3' },
  { code: 0x0021, name: 'brainpoolP512r1tls13', bits: 512, only: 'TLSv1.3' },
  { code: 0x0029, name: 'curveSM2', bits: 256, only: 'TLSv1.3' },
  { code: 0x001a, name: 'brainpoolP256r1', bits: 256, only: 'old' },
  { code: 0x001b, name: 'brainpoolP384r1', bits: 384, only: 'old' },
  { code: 0x001c, name: 'brainpoolP512r1', bits: 512, only: 'old' },
  { code: 0x0016, name: 'secp256k1', bits: 256, only: 'old' },
  { code: 0x0015, name: 'secp224r1', bits: 224, only: 'old' },
  { code: 0x0014, name: 'secp224k1', bits: 224, only: 'old' },
  { code: 0x0013, name: 'secp192r1', bits: 192, only: 'old' },
  { code: 0x0012, name: 'secp192k1', bits: 192, only: 'old' },
  { code: 0x0011, name: 'secp160r2', bits: 160, only: 'old' },
  { code: 0x0010, name: 'secp160r1', bits: 160, only: 'old' },
  { code: 0x000f, name: 'secp160k1', bits: 160, only: 'old' },
  { code: 0x000e, name: 'sect571r1', bits: 571, only: 'old' },
  { code: 0x000d, name: 'sect571k1', bits: 571, only: 'old' },
  { code: 0x000c, name: 'sect409r1', bits: 409, only: 'old' },
  { code: 0x000b, name: 'sect409k1', bits: 409, only: 'old' },
  { code: 0x000a, name: 'sect283r1', bits: 283, only: 'old' },
  { code: 0x0009, name: 'sect283k1', bits: 283, only: 'old' },
  { code: 0x0008, name: 'sect239k1', bits: 239, only: 'old' },
  { code: 0x0007, name: 'sect233r1', bits: 233, only: 'old' },
  { code: 0x0006, name: 'sect233k1', bits: 233, only: 'old' },
  { code: 0x0005, name: 'sect193r2', bits: 193, only: 'old' },
  { code: 0x0004, name: 'sect193r1', bits: 193, only: 'old' },
  { code: 0x0003, name: 'sect163r2', bits: 163, only: 'old' },
  { code: 0x0002, name: 'sect163r1', bits: 163, only: 'old' },
  { code: 0x0001, name: 'sect163k1', bits: 163, only: 'old' },
])

/** The groups that may be offered in a version. */
export function listGroups(version: RecordVersion): readonly number[] {
  const other = version === 'TLSv1.3' ? 'old' : 'TLSv1.3'
  return namedGroups.filter(({ only }) => only !== other).map(({ code }) => code)
}

/** IANA's name of a group, or its number. */
export function nameGroup(code: number): string {
  return namedGroups.find((group) => group.code === code)?.name ?? toHex(code)
}

/** Writes a group down. */
export function toGroupRecord(code: number): TlsGroupRecord {
  const {
    name = toHex(code),
    bits = 0,
    isPostQuantum = false,
  } = namedGroups.find((group) => group.code === code) ?? {}
  return { code: toHex(code), name, bits, isPostQuantum }
}

function toHex(code: number): string {
  return code.toString(16).padStart(4, '0')
}
