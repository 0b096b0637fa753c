import { type X509Certificate } from 'node:crypto'
import { readExtendedKeyUsage } from './read-usage.ts'
import { readCertificate } from './read-certificate.ts'
import { isSelfIssued, isSignedBy, namesIssuer } from './issues.ts'
import { type TrustStore } from './trust-store.ts'

/** The way from a leaf as far up as it can be followed. */
export type CertificatePath = {
  readonly certificates: readonly X509Certificate[]
  /** OpenSSL's name of what is wrong; absent when the path is trusted. */
  readonly reason?: string
}

const maxDepth = 10

/** Follows a leaf to a trusted root over the certificates that were served with it (RFC 5280 6.1). */
export function buildPath(
  leaf: X509Certificate,
  served: readonly X509Certificate[],
  store: TrustStore,
): CertificatePath {
  const { certificates, end } = climb(leaf, served, store)
  const reasons = [
    ...judgeEnd(certificates, end),
    ...judgeUse(certificates),
    ...judgeLinks(certificates),
  ]
  // OpenSSL goes on after an error, and its last word is what it reports.
  const reason = reasons.at(-1)
  return { certificates, ...(reason === undefined ? {} : { reason }) }
}

type End = 'trusted' | 'self-signed' | 'open'

type Climb = { readonly certificates: readonly X509Certificate[]; readonly end: End }

function climb(
  leaf: X509Certificate,
  served: readonly X509Certificate[],
  store: TrustStore,
): Climb {
  const certificates = [leaf]
  for (let current = leaf; certificates.length <= maxDepth;) {
    if (store.has(current)) return { certificates, end: 'trusted' }
    const anchor = store.findIssuer(current)
    if (anchor) return { certificates: [...certificates, anchor], end: 'trusted' }
    if (isSelfIssued(current)) return { certificates, end: 'self-signed' }
    const next = findIssuer(current, served, certificates)
    if (!next) break
    certificates.push(next)
    current = next
  }
  return { certificates, end: 'open' }
}

/** Of several the one that signed it and is valid now, as a renewed authority has the same name. */
function findIssuer(
  certificate: X509Certificate,
  served: readonly X509Certificate[],
  used: readonly X509Certificate[],
): X509Certificate | undefined {
  const named = served.filter(
    (issuer) => !used.includes(issuer) && namesIssuer(certificate, issuer),
  )
  const signing = named.filter((issuer) => isSignedBy(certificate, issuer))
  return signing.find((issuer) => judgeTime(issuer) === undefined) ?? signing[0] ?? named[0]
}

function judgeEnd(certificates: readonly X509Certificate[], end: End): readonly string[] {
  const isAlone = certificates.length === 1
  if (end === 'self-signed') {
    return [isAlone ? 'DEPTH_ZERO_SELF_SIGNED_CERT' : 'SELF_SIGNED_CERT_IN_CHAIN']
  }
  if (end === 'trusted') return []
  return [isAlone ? 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' : 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY']
}

/** That issuers are authorities for a path of this length, and the leaf is for servers. */
function judgeUse(certificates: readonly X509Certificate[]): readonly string[] {
  const reasons = certificates.slice(1).flatMap((issuer, below) => {
    if (!issuer.ca) return ['INVALID_CA']
    const limit = readPathLength(issuer)
    // A certificate that only renews its own authority does not count (RFC 5280 4.2.1.9).
    return limit !== undefined && below > limit ? ['PATH_LENGTH_EXCEEDED'] : []
  })
  const [leaf] = certificates
  return leaf && !isForServers(leaf) ? [...reasons, 'INVALID_PURPOSE'] : reasons
}

function isForServers(leaf: X509Certificate): boolean {
  const usage = readExtendedKeyUsage(readCertificate(leaf.raw).extensions.get('2.5.29.37'))
  const isFit = ['serverAuth', 'anyExtendedKeyUsage', 'nsSGC', 'msSGC']
  return usage.length === 0 || usage.some((name) => isFit.includes(name))
}

/** BasicConstraints: a boolean, then the number of authorities that may follow below. */
function readPathLength(issuer: X509Certificate): number | undefined {
  const value = readCertificate(issuer.raw).extensions.get('2.5.29.19')
  const at = value?.findIndex((byte, index) => index >= 2 && byte === 0x02) ?? -1
  return value && at >= 0 && value[at + 1] === 1 ? value[at + 2] : undefined
}

/** From the top to the leaf: signatures, then times. */
function judgeLinks(certificates: readonly X509Certificate[]): readonly string[] {
  return certificates.toReversed().flatMap((certificate, index, reversed) => {
    const issuer = reversed[index - 1]
    const isUnsigned = issuer !== undefined && !isSignedBy(certificate, issuer)
    const time = judgeTime(certificate)
    return [
      ...(isUnsigned ? ['CERT_SIGNATURE_FAILURE'] : []),
      ...(time === undefined ? [] : [time]),
    ]
  })
}

function judgeTime({ validFromDate, validToDate }: X509Certificate): string | undefined {
  const now = Date.now()
  if (validFromDate.getTime() > now) return 'CERT_NOT_YET_VALID'
  return validToDate.getTime() < now ? 'CERT_HAS_EXPIRED' : undefined
}
