import { type TlsSuiteRecord } from '@windvane/model'
import { type RecordVersion } from '../wire/protocol-version.ts'
import { suiteNames } from './suite-names.ts'

/** What a suite's name says of it. */
export type CipherSuite = {
  readonly code: number
  /** IANA's name. */
  readonly name: string
  /** As in the name: `ECDHE_RSA`; `any` in TLS 1.3, where suites do not say. */
  readonly keyExchange: string
  /** The strength of the cipher's key; 112 for three keys of DES (NIST SP 800-57). */
  readonly bits: number
  readonly isAead: boolean
  readonly isForwardSecret: boolean
  readonly isAnonymous: boolean
  readonly strength: TlsSuiteRecord['strength']
  /** Since which version the suite may be chosen, and up to which. */
  readonly first: RecordVersion
  readonly last: RecordVersion
}

// The ranks of ciphers and key exchanges; they stand first because the list is sorted at once.
const families = [
  'AES_256_GCM',
  'AES_128_GCM',
  'CHACHA20',
  'CCM_8',
  'CCM',
  'AES_',
  'ARIA',
  'CAMELLIA',
]
const exchanges = ['any', 'ECDHE_ECDSA', 'ECDHE_RSA', 'DHE_DSS', 'DHE_RSA']

/** Every suite that we know, in the order that OpenSSL nearly prefers. */
export const cipherSuites: readonly CipherSuite[] = Object.freeze(
  Object.entries(suiteNames)
    .map(([code, name]) => describeSuite(Number.parseInt(code, 16), name))
    .sort((a, b) => rank(a) - rank(b) || a.code - b.code),
)

const strengths = ['strong', 'acceptable', 'weak', 'insecure'] as const

/** Sorts suites by their strength, and then by the order that servers prefer. */
export function sortByStrength(codes: Iterable<number>): readonly number[] {
  const places = new Map(
    strengths
      .flatMap((strength) => cipherSuites.filter((suite) => suite.strength === strength))
      .map(({ code }, place) => [code, place]),
  )
  const placeOf = (code: number) => places.get(code) ?? places.size
  return [...new Set(codes)].sort((a, b) => placeOf(a) - placeOf(b))
}

const byCode = new Map(cipherSuites.map((suite) => [suite.code, suite]))

/** The suite of a number; undefined for one that we do not know. */
export function findSuite(code: number): CipherSuite | undefined {
  return byCode.get(code)
}

/** Writes a suite down, also one without a known name. */
export function toSuiteRecord(code: number): TlsSuiteRecord {
  const hex = code.toString(16).padStart(4, '0')
  const suite = findSuite(code)
  if (!suite)
    return { code: hex, name: 'unknown', keyExchange: 'unknown', bits: 0, strength: 'weak' }
  const { name, keyExchange, bits, strength } = suite
  return { code: hex, name, keyExchange, bits, strength }
}

function describeSuite(code: number, name: string): CipherSuite {
  const [exchange = '', cipher] = name.includes('_WITH_') ? name.split('_WITH_') : ['any', name]
  const keyExchange = exchange.replace('PSK_DHE', 'DHE_PSK')
  const hash = cipher ?? ''
  const isAead = /GCM|CCM|POLY1305|KUZNYECHIK|MAGMA/.test(hash)
  const isNewest = keyExchange === 'any'
  // An authentication only by hash, without encryption (RFC 9150), has a suite of TLS 1.3 too.
  const bits = isNewest && hash.startsWith('SHA') ? 0 : cipherBits(hash)
  const facts = {
    keyExchange,
    bits,
    isAead,
    isForwardSecret: isNewest || /^(?:EC)?DHE_/.test(keyExchange),
    isAnonymous: keyExchange.includes('anon'),
  }
  return {
    code,
    name: `TLS_${name}`,
    ...facts,
    strength: judgeStrength(facts, hash),
    first: isNewest ? 'TLSv1.3' : isAead || /SHA(?:256|384)/.test(hash) ? 'TLSv1.2' : 'SSLv3',
    last: isNewest ? 'TLSv1.3' : 'TLSv1.2',
  }
}

function cipherBits(cipher: string): number {
  if (cipher.startsWith('NULL')) return 0
  if (/_40|DES40/.test(cipher)) return 40
  if (/_56/.test(cipher) || cipher.startsWith('DES_')) return 56
  if (cipher.startsWith('3DES')) return 112
  return /256|CHACHA20|KUZNYECHIK|MAGMA|28147/.test(cipher.replace(/_(?:SHA|SM3).*$/, ''))
    ? 256
    : 128
}

type Facts = Pick<
  CipherSuite,
  'keyExchange' | 'bits' | 'isAead' | 'isForwardSecret' | 'isAnonymous'
>

/** RFC 7465 forbids RC4, RFC 9325 4.1 what is anonymous, exported or weaker than 112 bits. */
function judgeStrength(facts: Facts, cipher: string): TlsSuiteRecord['strength'] {
  const isBroken = facts.isAnonymous || facts.bits < 112 || /RC4|RC2|MD5/.test(cipher)
  if (isBroken || facts.keyExchange.includes('EXPORT')) return 'insecure'
  // RFC 9325 4.1: no forward secrecy; ciphers of 64-bit blocks (SWEET32) and of little review.
  if (!facts.isForwardSecret || /3DES|IDEA|SEED|MAGMA|28147/.test(cipher)) return 'weak'
  return facts.isAead && !cipher.endsWith('_OLD') ? 'strong' : 'acceptable'
}

/** Nearly the order that OpenSSL prefers, so that a server of its defaults agrees with the guess. */
function rank(suite: CipherSuite): number {
  const { name, keyExchange, bits, isAead, isForwardSecret, isAnonymous } = suite
  const hash = isAead ? 0 : /SHA(?:256|384)$/.test(name) ? 1 : 2
  const family = families.findIndex((part) => name.includes(part))
  const exchange = exchanges.indexOf(keyExchange)
  return [
    bits < 112 ? 1 : 0,
    isForwardSecret || isAnonymous ? 0 : 1,
    hash,
    bits >= 256 ? 0 : bits >= 128 ? 1 : 2,
    isAnonymous ? 1 : 0,
    family < 0 ? families.length : family,
    exchange < 0 ? exchanges.length : exchange,
  ].reduce((sum, part) => sum * 10 + part, 0)
}
