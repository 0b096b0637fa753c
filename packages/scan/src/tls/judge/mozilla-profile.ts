import { type CertificateRecord, type TlsEndpointRecord } from '@windvane/model'
import { type JudgedEndpoint, listServed, listSuites } from './strength.ts'

/**
 * The strictest of Mozilla's guidelines (Server Side TLS 5.7, with the hybrid group of 5.8) that an
 * endpoint keeps. Stapling, HSTS and the order of suites are recommended there, and not judged here.
 */
export function findMozillaProfile(endpoint: JudgedEndpoint): TlsEndpointRecord['mozillaProfile'] {
  const names = ['modern', 'intermediate', 'old'] as const
  return names.find((name) => keeps(endpoint, profiles[name])) ?? 'none'
}

type Profile = {
  readonly versions: readonly string[]
  readonly suites: readonly string[]
  readonly keys: readonly ('ec' | 'rsa')[]
  readonly signatures: readonly string[]
  readonly lifetimeDays: number
  readonly primeBits: number
}

const newest = ['TLS_AES_128_GCM_SHA256', 'TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256']
const intermediate = [
  ...newest,
  ...withExchanges(
    ['ECDHE_ECDSA', 'ECDHE_RSA', 'DHE_RSA'],
    ['AES_128_GCM_SHA256', 'AES_256_GCM_SHA384', 'CHACHA20_POLY1305_SHA256'],
  ),
]
const old = [
  ...intermediate,
  ...withExchanges(
    ['ECDHE_ECDSA', 'ECDHE_RSA'],
    ['AES_128_CBC_SHA256', 'AES_128_CBC_SHA', 'AES_256_CBC_SHA384', 'AES_256_CBC_SHA'],
  ),
  ...withExchanges(['DHE_RSA', 'RSA'], ['AES_128_CBC_SHA256', 'AES_256_CBC_SHA256']),
  ...withExchanges(
    ['RSA'],
    [
      'AES_128_GCM_SHA256',
      'AES_256_GCM_SHA384',
      'AES_128_CBC_SHA',
      'AES_256_CBC_SHA',
      '3DES_EDE_CBC_SHA',
    ],
  ),
]
const ecdsa = ['ecdsa-with-SHA256', 'ecdsa-with-SHA384', 'ecdsa-with-SHA512']
const groups = ['X25519MLKEM768', 'x25519', 'secp256r1', 'secp384r1']
const curves = ['prime256v1', 'secp384r1']

const profiles: Readonly<Record<'modern' | 'intermediate' | 'old', Profile>> = {
  modern: {
    versions: ['TLSv1.3'],
    suites: newest,
    keys: ['ec'],
    signatures: ecdsa,
    lifetimeDays: 90,
    primeBits: 2048,
  },
  intermediate: {
    versions: ['TLSv1.2', 'TLSv1.3'],
    suites: intermediate,
    keys: ['ec', 'rsa'],
    signatures: ['sha256WithRSAEncryption', ...ecdsa],
    lifetimeDays: 366,
    primeBits: 2048,
  },
  old: {
    versions: ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'],
    suites: old,
    keys: ['rsa'],
    signatures: ['sha256WithRSAEncryption'],
    lifetimeDays: 366,
    primeBits: 1024,
  },
}

function withExchanges(
  exchanges: readonly string[],
  ciphers: readonly string[],
): readonly string[] {
  return exchanges.flatMap((exchange) => ciphers.map((cipher) => `TLS_${exchange}_WITH_${cipher}`))
}

/** Nothing is spoken, accepted or shown that the profile does not list. */
function keeps(endpoint: JudgedEndpoint, profile: Profile): boolean {
  const spoken = endpoint.versions.filter(({ isSupported }) => isSupported === true)
  const [leaf] = listServed(endpoint)
  return (
    spoken.length > 0 &&
    spoken.every(({ version }) => profile.versions.includes(version)) &&
    listSuites(endpoint).every(({ name }) => profile.suites.includes(name)) &&
    endpoint.groups.every(({ name }) => groups.includes(name)) &&
    (endpoint.dh === undefined || endpoint.dh.bits >= profile.primeBits) &&
    leaf !== undefined &&
    suits(leaf, profile)
  )
}

const dayMs = 86_400_000

function suits(leaf: CertificateRecord, profile: Profile): boolean {
  const { keyAlgorithm, keyBits = 0, keyCurve = '', signatureAlgorithm = '' } = leaf
  const lifetimeMs = Date.parse(leaf.notAfter) - Date.parse(leaf.notBefore)
  const isKeyFit =
    keyAlgorithm === 'rsa'
      ? profile.keys.includes('rsa') && keyBits >= 2048
      : keyAlgorithm === 'ec' && profile.keys.includes('ec') && curves.includes(keyCurve)
  return (
    isKeyFit &&
    profile.signatures.includes(signatureAlgorithm) &&
    lifetimeMs <= profile.lifetimeDays * dayMs
  )
}
