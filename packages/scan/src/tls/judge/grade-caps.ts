import { type TlsGrade } from '@windvane/model'
import {
  hasSignature,
  isAead,
  isForwardSecret,
  type JudgedEndpoint,
  listServed,
  listSuites,
  measureKey,
  speaks,
} from './strength.ts'

/** A reason against a better grade, and the best grade that it leaves. */
export type GradeCap = {
  readonly cap: TlsGrade['letter']
  /** The reason when it applies. */
  readonly find: (endpoint: JudgedEndpoint) => string | undefined
}

/**
 * Every cap, hardest first. After the SSL Server Rating Guide 2009q, with our own A+: what HTTP adds
 * to it (HSTS) is not the TLS of a port.
 */
export const gradeCaps: readonly GradeCap[] = [
  { cap: 'T', find: ({ trust }) => (trust.isTrusted ? undefined : untrusted(trust.reason)) },
  { cap: 'T', find: (endpoint) => signed(endpoint, /sha-?1(?!\d)/i, 'SHA-1') },
  {
    cap: 'M',
    find: ({ matchesName }) => (matchesName === false ? 'certificate for another name' : undefined),
  },
  { cap: 'F', find: spoken('SSLv2') },
  { cap: 'F', find: (endpoint) => accepted(endpoint, /_anon_/, 'anonymous suites') },
  {
    cap: 'F',
    find: (endpoint) => accepted(endpoint, /_NULL_|^TLS_SHA/, 'suites without encryption'),
  },
  { cap: 'F', find: (endpoint) => accepted(endpoint, /EXPORT/, 'export suites') },
  { cap: 'F', find: (endpoint) => signed(endpoint, /md[25]/i, 'MD5') },
  { cap: 'F', find: (endpoint) => weakKey(endpoint, 0, 1024) },
  { cap: 'F', find: (endpoint) => weakPrime(endpoint, 0, 1024) },
  { cap: 'F', find: ({ features }) => insecureRenegotiation(features) },
  { cap: 'C', find: spoken('SSLv3') },
  {
    cap: 'C',
    find: (endpoint) =>
      speaks(endpoint, 'TLSv1.2') || speaks(endpoint, 'TLSv1.3')
        ? undefined
        : 'no TLS 1.2 or newer',
  },
  { cap: 'C', find: ({ features }) => (features.compression === true ? 'compression' : undefined) },
  { cap: 'C', find: (endpoint) => acceptedSince11(endpoint, /RC4/, 'RC4 in TLS 1.1 or newer') },
  {
    cap: 'C',
    find: (endpoint) =>
      acceptedSince11(endpoint, /DES_|IDEA/, 'ciphers of 64-bit blocks in TLS 1.1 or newer'),
  },
  { cap: 'B', find: (endpoint) => accepted(endpoint, /RC4/, 'RC4') },
  { cap: 'B', find: spoken('TLSv1') },
  { cap: 'B', find: spoken('TLSv1.1') },
  { cap: 'B', find: (endpoint) => weakKey(endpoint, 1024, 2048) },
  { cap: 'B', find: (endpoint) => weakPrime(endpoint, 1024, 2048) },
  { cap: 'B', find: (endpoint) => lacks(endpoint, isForwardSecret, 'no forward secrecy') },
  { cap: 'B', find: (endpoint) => lacks(endpoint, isAead, 'no authenticated encryption (AEAD)') },
  { cap: 'B', find: (endpoint) => incomplete(endpoint) },
  {
    cap: 'A-',
    find: ({ features }) =>
      features.secureRenegotiation === false ? 'no secure renegotiation' : undefined,
  },
  {
    cap: 'A-',
    find: (endpoint) => (speaks(endpoint, 'TLSv1.3') ? undefined : 'no TLS 1.3'),
  },
  {
    cap: 'A',
    find: (endpoint) =>
      listSuites(endpoint).every(isForwardSecret) ? undefined : 'suites without forward secrecy',
  },
  {
    cap: 'A',
    find: ({ features }) =>
      features.fallbackScsv === false ? 'a fall-back to older versions goes unnoticed' : undefined,
  },
  {
    cap: 'A',
    find: (endpoint) => missingStaple(endpoint),
  },
]

function untrusted(reason: string | undefined): string {
  return `not trusted: ${reason ?? 'unknown'}`
}

function spoken(version: string): GradeCap['find'] {
  return (endpoint) => (speaks(endpoint, version) ? `${version} is spoken` : undefined)
}

function accepted(endpoint: JudgedEndpoint, name: RegExp, what: string): string | undefined {
  const found = listSuites(endpoint).find((suite) => name.test(suite.name))
  return found && `${what}: ${found.name}`
}

function acceptedSince11(endpoint: JudgedEndpoint, name: RegExp, what: string): string | undefined {
  const versions = endpoint.versions.filter(({ version }) => /^TLSv1\.[123]$/.test(version))
  return accepted({ ...endpoint, versions }, name, what)
}

function signed(endpoint: JudgedEndpoint, hash: RegExp, name: string): string | undefined {
  const found = listServed(endpoint).find((certificate) => hasSignature(certificate, hash))
  return found && `certificate signed with ${name}: ${found.subject}`
}

function weakKey(endpoint: JudgedEndpoint, from: number, below: number): string | undefined {
  const found = listServed(endpoint).find((certificate) => {
    const bits = measureKey(certificate)
    return bits !== undefined && bits >= from && bits < below
  })
  return found && `key of ${found.keyBits} bits (${found.keyAlgorithm}): ${found.subject}`
}

function weakPrime({ dh }: JudgedEndpoint, from: number, below: number): string | undefined {
  return dh && dh.bits >= from && dh.bits < below ? `DH prime of ${dh.bits} bits` : undefined
}

function insecureRenegotiation(features: JudgedEndpoint['features']): string | undefined {
  const isInsecure = features.clientRenegotiation === true && features.secureRenegotiation === false
  return isInsecure ? 'clients may renegotiate insecurely' : undefined
}

function lacks(
  endpoint: JudgedEndpoint,
  isGood: (suite: { readonly name: string; readonly keyExchange: string }) => boolean,
  what: string,
): string | undefined {
  return listSuites(endpoint).some(isGood) ? undefined : what
}

function incomplete({ chains }: JudgedEndpoint): string | undefined {
  const chain = chains.named ?? chains.default
  return chain?.problems.includes('missing-intermediate') ? 'incomplete chain' : undefined
}

function missingStaple(endpoint: JudgedEndpoint): string | undefined {
  const [leaf] = listServed(endpoint)
  return leaf?.isMustStaple && !endpoint.ocspStaple ? 'must staple, but no staple' : undefined
}
