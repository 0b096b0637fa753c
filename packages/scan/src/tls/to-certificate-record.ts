import { createHash, type KeyObject, X509Certificate } from 'node:crypto'

import { type CertificateRecord } from '@windvane/model'
import ipaddr from 'ipaddr.js'

import { readCertificate } from './certificate/read-certificate.ts'
import { readAuthorityAccess, readCrlUrls } from './certificate/read-locations.ts'
import { readTimestampExtension } from './certificate/read-timestamps.ts'
import {
  findValidation,
  readExtendedKeyUsage,
  readKeyUsage,
  readPolicies,
} from './certificate/read-usage.ts'
import { readDer, readDerChildren } from './read-der.ts'

/** Describes a certificate (RFC 5280) given as DER; throws when it is none. */
export function toCertificateRecord(der: Uint8Array): CertificateRecord {
  const certificate = new X509Certificate(der)
  const { publicKeyInfo, extensions } = readCertificate(der)
  const names = parseAlternativeNames(certificate.subjectAltName ?? '')
  return {
    sha256: hash('sha256', der),
    sha1: hash('sha1', der),
    spkiSha256: hash('sha256', publicKeyInfo),
    serial: evenHex(certificate.serialNumber),
    ...distinguishedNames(certificate),
    dnsNames: names.filter(([kind]) => kind === 'DNS').map(([, value]) => value.toLowerCase()),
    emailAddresses: names.filter(([kind]) => kind === 'email').map(([, value]) => value),
    ipAddresses: names
      .filter(([kind]) => kind === 'IP Address')
      .map(([, value]) => toAddress(value)),
    notBefore: toTimestamp(certificate.validFromDate),
    notAfter: toTimestamp(certificate.validToDate),
    ...describeKey(certificate),
    signatureAlgorithm: certificate.signatureAlgorithm ?? certificate.signatureAlgorithmOid,
    isCa: certificate.ca,
    isSelfSigned: isSelfSigned(certificate),
    isWildcard: names.some(([kind, value]) => kind === 'DNS' && value.startsWith('*.')),
    ...describeUse(extensions),
    pem: certificate.toString(),
  }
}

function hash(algorithm: 'sha1' | 'sha256', bytes: Uint8Array): string {
  return createHash(algorithm).update(bytes).digest('hex')
}

function evenHex(serial: string): string {
  const hex = serial.toLowerCase()
  return hex.length % 2 === 0 ? hex : `0${hex}`
}

type Use = Pick<
  CertificateRecord,
  | 'keyUsage'
  | 'extendedKeyUsage'
  | 'policies'
  | 'validation'
  | 'ocspUrls'
  | 'issuerUrls'
  | 'crlUrls'
  | 'isMustStaple'
  | 'sctCount'
>

/** What the extensions say that `node:crypto` does not tell. */
function describeUse(extensions: ReadonlyMap<string, Buffer>): Use {
  const policies = readPolicies(extensions.get('2.5.29.32'))
  const validation = findValidation(policies)
  return {
    keyUsage: readKeyUsage(extensions.get('2.5.29.15')),
    extendedKeyUsage: readExtendedKeyUsage(extensions.get('2.5.29.37')),
    policies,
    ...(validation === undefined ? {} : { validation }),
    ...readAuthorityAccess(extensions.get('1.3.6.1.5.5.7.1.1')),
    crlUrls: readCrlUrls(extensions.get('2.5.29.31')),
    isMustStaple: hasStatusRequest(extensions.get('1.3.6.1.5.5.7.1.24')),
    sctCount: readTimestampExtension(extensions.get(timestampsId), 'certificate').length,
  }
}

/** Signed certificate timestamps in a certificate (RFC 6962 3.3). */
export const timestampsId = '1.3.6.1.4.1.11129.2.4.2'

/** TLS feature (RFC 7633): a list of extension numbers, 5 being status_request. */
function hasStatusRequest(value: Buffer | undefined): boolean {
  const list = value && readDer(value, 0)
  if (!value || !list) return false
  return readDerChildren(value, list).some(
    ({ tag, contentStart, end }) =>
      tag === 0x02 && end - contentStart === 1 && value[contentStart] === 5,
  )
}

function distinguishedNames(
  certificate: X509Certificate,
): Pick<CertificateRecord, 'subject' | 'subjectCommonName' | 'issuer' | 'issuerCommonName'> {
  // Version 1 certificates and those of broken tools may have no names at all.
  const subject = certificate.subject ?? ''
  const issuer = certificate.issuer ?? ''
  const subjectCommonName = commonName(subject)
  const issuerCommonName = commonName(issuer)
  return {
    subject: oneLine(subject),
    ...(subjectCommonName === undefined ? {} : { subjectCommonName }),
    issuer: oneLine(issuer),
    ...(issuerCommonName === undefined ? {} : { issuerCommonName }),
  }
}

function oneLine(name: string): string {
  return clean(name.split('\n').join(', '))
}

function commonName(name: string): string | undefined {
  const line = name.split('\n').findLast((part) => part.startsWith('CN='))
  return line === undefined ? undefined : clean(line.slice(3))
}

function clean(text: string): string {
  return text.replace(/\p{C}/gu, ' ').slice(0, 1024)
}

const namesLimit = 1000

/** Splits `DNS:a, IP Address:::1, DNS:"b\u002c"`; node:crypto quotes values that could mislead. */
function parseAlternativeNames(text: string): readonly (readonly [kind: string, value: string])[] {
  const entry = /(DNS|IP Address|email|URI|[A-Za-z ]{1,30}):("(?:[^"\\]|\\.)*"|[^,]*)(?:, |$)/y
  const names: (readonly [string, string])[] = []
  for (let match = entry.exec(text); match && names.length < namesLimit; match = entry.exec(text)) {
    const [, kind = '', value = ''] = match
    names.push([kind, clean(value.startsWith('"') ? value.slice(1, -1) : value)])
  }
  return names
}

/** node:crypto writes IPv6 addresses in full. */
function toAddress(text: string): string {
  return ipaddr.isValid(text) ? ipaddr.parse(text).toString() : text
}

function toTimestamp(date: Date): string {
  return Number.isNaN(date.getTime()) ? '' : date.toISOString()
}

/** RFC 5480 and SEC 2: bits of the curves that certificates use. */
const curveBits: Readonly<Record<string, number>> = {
  prime256v1: 256,
  secp256k1: 256,
  secp384r1: 384,
  secp521r1: 521,
  secp224r1: 224,
  brainpoolP256r1: 256,
  brainpoolP384r1: 384,
  brainpoolP512r1: 512,
}

/** RFC 8032: the keys of these algorithms have one size. */
const fixedBits: Readonly<Record<string, number>> = { ed25519: 256, ed448: 456 }

function describeKey(
  certificate: X509Certificate,
): Pick<CertificateRecord, 'keyAlgorithm' | 'keyBits' | 'keyCurve'> {
  const key = readKey(certificate)
  const { modulusLength, namedCurve } = key?.asymmetricKeyDetails ?? {}
  const keyAlgorithm = key?.asymmetricKeyType ?? 'unknown'
  const bits = modulusLength ?? curveBits[namedCurve ?? ''] ?? fixedBits[keyAlgorithm]
  return {
    keyAlgorithm,
    ...(bits === undefined ? {} : { keyBits: bits }),
    ...(namedCurve === undefined ? {} : { keyCurve: namedCurve }),
  }
}

/** A key of a kind that OpenSSL does not know throws on reading. */
function readKey(certificate: X509Certificate): KeyObject | undefined {
  try {
    return certificate.publicKey
  } catch {
    return undefined
  }
}

function isSelfSigned(certificate: X509Certificate): boolean {
  if (certificate.subject !== certificate.issuer) return false
  const key = readKey(certificate)
  try {
    return key !== undefined && certificate.verify(key)
  } catch {
    return false
  }
}
