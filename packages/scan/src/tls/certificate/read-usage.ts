import { type CertificateRecord } from '@windvane/model'
import { readDer, readDerChildren } from '../read-der.ts'
import { contentOf } from './read-certificate.ts'
import { readObjectId } from './read-object-id.ts'

/** RFC 5280 4.2.1.3, bit by bit. */
const usageNames = [
  'digitalSignature',
  'nonRepudiation',
  'keyEncipherment',
  'dataEncipherment',
  'keyAgreement',
  'keyCertSign',
  'cRLSign',
  'encipherOnly',
  'decipherOnly',
]

/** What a key may be used for (KeyUsage). */
export function readKeyUsage(value: Buffer | undefined): readonly string[] {
  const element = value && readDer(value, 0)
  if (!value || element?.tag !== 0x03) return []
  // The first byte counts the unused bits at the end, which are zero anyway.
  const bits = contentOf(value, element).subarray(1)
  return usageNames.filter((_, index) => ((bits[index >> 3] ?? 0) & (0x80 >> (index & 7))) !== 0)
}

/** RFC 5280 4.2.1.12, and what is met besides. */
const extendedUsageNames: Readonly<Record<string, string>> = {
  '2.5.29.37.0': 'anyExtendedKeyUsage',
  '1.3.6.1.5.5.7.3.1': 'serverAuth',
  '1.3.6.1.5.5.7.3.2': 'clientAuth',
  '1.3.6.1.5.5.7.3.3': 'codeSigning',
  '1.3.6.1.5.5.7.3.4': 'emailProtection',
  '1.3.6.1.5.5.7.3.5': 'ipsecEndSystem',
  '1.3.6.1.5.5.7.3.6': 'ipsecTunnel',
  '1.3.6.1.5.5.7.3.7': 'ipsecUser',
  '1.3.6.1.5.5.7.3.8': 'timeStamping',
  '1.3.6.1.5.5.7.3.9': 'OCSPSigning',
  '1.3.6.1.5.5.7.3.17': 'ipsecIKE',
  '1.3.6.1.5.2.3.5': 'keyPurposeKdc',
  '1.3.6.1.4.1.311.10.3.3': 'msSGC',
  '1.3.6.1.4.1.311.20.2.2': 'msSmartcardLogin',
  '1.3.6.1.4.1.311.54.1.2': 'msRemoteDesktop',
  '2.16.840.1.113730.4.1': 'nsSGC',
}

/** What a certificate may be used for (ExtendedKeyUsage). */
export function readExtendedKeyUsage(value: Buffer | undefined): readonly string[] {
  return readObjectIds(value).map((id) => extendedUsageNames[id] ?? id)
}

/** The policies that a certificate was issued under (RFC 5280 4.2.1.4). */
export function readPolicies(value: Buffer | undefined): readonly string[] {
  const sequence = value && readDer(value, 0)
  if (!value || !sequence) return []
  return readDerChildren(value, sequence).flatMap((policy) => {
    const id = readDerChildren(value, policy)[0]
    return id?.tag === 0x06 ? [readObjectId(contentOf(value, id))] : []
  })
}

/** CA/Browser Forum, Object Registry. */
const validations: Readonly<Record<string, NonNullable<CertificateRecord['validation']>>> = {
  '2.23.140.1.1': 'ev',
  '2.23.140.1.2.1': 'dv',
  '2.23.140.1.2.2': 'ov',
  '2.23.140.1.2.3': 'iv',
}

/** How far the subject was validated, by the policies. */
export function findValidation(policies: readonly string[]): CertificateRecord['validation'] {
  return policies.map((id) => validations[id]).find((validation) => validation !== undefined)
}

function readObjectIds(value: Buffer | undefined): readonly string[] {
  const sequence = value && readDer(value, 0)
  if (!value || !sequence) return []
  return readDerChildren(value, sequence)
    .filter(({ tag }) => tag === 0x06)
    .map((element) => readObjectId(contentOf(value, element)))
}
