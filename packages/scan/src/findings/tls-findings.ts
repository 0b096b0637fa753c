import { type CertificateRecord, type ChainProblem, type TlsEndpointRecord } from '@windvane/model'
import {
  hasSignature,
  isForwardSecret,
  listServed,
  listSuites,
  measureKey,
  speaks,
} from '../tls/judge/strength.ts'
import { defineFinding } from './define-finding.ts'

const dayMs = 86_400_000

/** Findings about the TLS of a port and the certificates on it. */
export const tlsFindings = [
  defineFinding({
    id: 'tls-certificate-expired',
    title: 'The certificate has expired',
    severity: 'high',
    description: 'Clients refuse the connection or teach people to click warnings away. Renew it.',
    ofTls: ofLeaf(({ notAfter }) =>
      Date.parse(notAfter) < Date.now() ? `ended ${notAfter}` : undefined,
    ),
  }),
  defineFinding({
    id: 'tls-certificate-not-yet-valid',
    title: 'The certificate is not valid yet',
    severity: 'high',
    description: 'Clients refuse it until its first day. Check the clocks of server and issuer.',
    ofTls: ofLeaf(({ notBefore }) =>
      Date.parse(notBefore) > Date.now() ? `begins ${notBefore}` : undefined,
    ),
  }),
  defineFinding({
    id: 'tls-certificate-expires-in-14-days',
    title: 'The certificate expires within 14 days',
    severity: 'medium',
    description: 'Renewal usually happens earlier: check that it still works.',
    ofTls: expiresWithin(0, 14),
  }),
  defineFinding({
    id: 'tls-certificate-expires-in-30-days',
    title: 'The certificate expires within 30 days',
    severity: 'low',
    description: 'Renew it, or check that it renews itself.',
    ofTls: expiresWithin(14, 30),
  }),
  defineFinding({
    id: 'tls-certificate-self-signed',
    title: 'The certificate is signed by itself',
    severity: 'medium',
    description:
      'Nobody vouches for it, so that anybody in the middle can show one like it. Get one from an authority that the clients trust.',
    ofTls: (endpoint) => {
      const [leaf] = listServed(endpoint)
      return leaf?.isSelfSigned && !endpoint.trust.isTrusted ? leaf.subject : undefined
    },
  }),
  defineFinding({
    id: 'tls-certificate-untrusted',
    title: 'The certificate leads to no trusted root',
    severity: 'medium',
    description:
      'Clients that trust only the public authorities refuse it. Name a private authority to the scan where it is one.',
    ofTls: ({ trust, chains }) => {
      const { problems = [] } = chains.named ?? chains.default ?? {}
      const isTold = problems.includes('missing-intermediate') || isToldElsewhere(trust.reason)
      return trust.isTrusted || isTold ? undefined : trust.reason
    },
  }),
  defineFinding({
    id: 'tls-certificate-wrong-name',
    title: 'The certificate is for another name',
    severity: 'high',
    description: 'Clients refuse it for this name. Serve a certificate that lists the name.',
    ofTls: (endpoint) => {
      const [leaf] = listServed(endpoint)
      if (endpoint.matchesName !== false || !leaf) return undefined
      const names = [...leaf.dnsNames, ...leaf.ipAddresses].slice(0, 10).join(', ')
      return `${endpoint.serverName ?? ''} is not among ${names || leaf.subject}`
    },
  }),
  defineFinding({
    id: 'tls-chain-incomplete',
    title: 'An intermediate certificate is missing',
    severity: 'medium',
    description:
      'Clients that do not know the issuer refuse the certificate. Serve it together with the certificates between it and the root.',
    ofTls: hasProblem(['missing-intermediate']),
  }),
  defineFinding({
    id: 'tls-chain-order',
    title: 'The certificate chain is out of order, or holds what does not belong to it',
    severity: 'low',
    description:
      'Strict clients refuse it. Serve the leaf, then its issuer, then that one’s issuer, and nothing else.',
    ofTls: hasProblem(['wrong-order', 'extra-certificate', 'unreadable-certificate']),
  }),
  defineFinding({
    id: 'tls-certificate-weak-key',
    title: 'A certificate has a weak key',
    severity: 'high',
    description:
      'Keys under 2048 bits of RSA, or what they are worth, can be broken. Make a new key.',
    ofTls: ofChain((certificate) => {
      const bits = measureKey(certificate)
      if (bits === undefined || bits >= 2048) return undefined
      return `${certificate.keyAlgorithm} of ${certificate.keyBits} bits: ${certificate.subject}`
    }),
  }),
  defineFinding({
    id: 'tls-certificate-weak-signature',
    title: 'A certificate is signed with a broken hash',
    severity: 'high',
    description: 'Signatures over MD5 and SHA-1 can be forged. Have it issued anew.',
    ofTls: ofChain((certificate) =>
      hasSignature(certificate, /md[245]|sha-?1(?!\d)/i)
        ? `${certificate.signatureAlgorithm}: ${certificate.subject}`
        : undefined,
    ),
  }),
  defineFinding({
    id: 'tls-certificate-long-lived',
    title: 'The certificate is valid for more than 398 days',
    severity: 'low',
    description:
      'Browsers refuse such certificates of public authorities (CA/Browser Forum Baseline Requirements 6.3.2).',
    ofTls: ofLeaf(({ notBefore, notAfter }) => {
      const days = Math.round((Date.parse(notAfter) - Date.parse(notBefore)) / dayMs)
      return days > 398 ? `${days} days` : undefined
    }),
  }),
  defineFinding({
    id: 'tls-certificate-must-staple',
    title: 'The certificate demands a staple, and there is none',
    severity: 'medium',
    description:
      'Clients that know RFC 7633 refuse the connection. Switch OCSP stapling on, or have the certificate issued without the demand.',
    ofTls: (endpoint) => {
      const [leaf] = listServed(endpoint)
      return leaf?.isMustStaple && !endpoint.ocspStaple ? leaf.subject : undefined
    },
  }),
  defineFinding({
    id: 'tls-certificate-revoked',
    title: 'The certificate has been revoked',
    severity: 'critical',
    description: 'The server itself staples the proof. Replace certificate and key.',
    ofTls: ({ ocspStaple }) =>
      ocspStaple?.status === 'revoked' ? `staple of ${ocspStaple.producedAt ?? '?'}` : undefined,
  }),
  defineFinding({
    id: 'tls-broken-version',
    title: 'SSL 2.0 or 3.0 is spoken',
    severity: 'high',
    description: 'Both are broken (RFC 6176, RFC 7568). Switch them off.',
    ofTls: spokenVersions(['SSLv2', 'SSLv3']),
  }),
  defineFinding({
    id: 'tls-old-version',
    title: 'TLS 1.0 or 1.1 is spoken',
    severity: 'medium',
    description: 'Both are deprecated (RFC 8996). Speak TLS 1.2 and 1.3 alone.',
    ofTls: spokenVersions(['TLSv1', 'TLSv1.1']),
  }),
  defineFinding({
    id: 'tls-insecure-suites',
    title: 'Suites without real protection are accepted',
    severity: 'high',
    description:
      'Anonymous, export, NULL, DES, RC2 and RC4 suites protect nothing, or not for long. Switch them off.',
    ofTls: accepted(({ strength }) => strength === 'insecure'),
  }),
  defineFinding({
    id: 'tls-64-bit-blocks',
    title: 'Ciphers of 64-bit blocks are accepted',
    severity: 'medium',
    description: 'Long connections leak their plaintext (SWEET32). Switch 3DES and IDEA off.',
    ofTls: accepted(({ name, strength }) => strength === 'weak' && /3DES|IDEA/.test(name)),
  }),
  defineFinding({
    id: 'tls-no-forward-secrecy',
    title: 'No suite has forward secrecy',
    severity: 'medium',
    description:
      'Whoever records the traffic can read it once the server’s key is known. Offer ECDHE suites.',
    ofTls: (endpoint) => {
      const suites = listSuites(endpoint)
      const [first] = suites
      return first && !suites.some(isForwardSecret) ? `such as ${first.name}` : undefined
    },
  }),
  defineFinding({
    id: 'tls-weak-dh',
    title: 'The Diffie-Hellman prime is short',
    severity: 'medium',
    description:
      'Primes under 2048 bits can be broken, well-known ones for all servers at once (Logjam). Use one of RFC 7919, or none.',
    ofTls: ({ dh }) => {
      if (!dh || dh.bits >= 2048) return undefined
      return `${dh.bits} bits${dh.knownPrime === undefined ? '' : `, ${dh.knownPrime}`}`
    },
  }),
  defineFinding({
    id: 'tls-no-secure-renegotiation',
    title: 'Renegotiation is not secured',
    severity: 'medium',
    description:
      'Somebody in the middle can put words before the client’s (RFC 5746). Update the server.',
    ofTls: ({ features }) =>
      features.secureRenegotiation === false
        ? 'no renegotiation_info in the ServerHello'
        : undefined,
  }),
  defineFinding({
    id: 'tls-client-renegotiation',
    title: 'Clients may renegotiate',
    severity: 'low',
    description: 'Each renegotiation costs the server far more than the client. Switch it off.',
    ofTls: ({ features }) =>
      features.clientRenegotiation === true ? 'a renegotiation was agreed to' : undefined,
  }),
  defineFinding({
    id: 'tls-compression',
    title: 'TLS compresses',
    severity: 'medium',
    description: 'The length of what is sent tells secrets in it (CRIME). Switch compression off.',
    ofTls: ({ features }) =>
      features.compression === true ? 'DEFLATE in the ServerHello' : undefined,
  }),
  defineFinding({
    id: 'tls-addresses-differ',
    title: 'The addresses of a name serve different certificates',
    severity: 'info',
    description: 'This may be meant; or one of the servers was forgotten at the last renewal.',
    ofTls: ({ otherAddresses }) => {
      const differing = otherAddresses.filter(({ isSame, leafSha256 }) => !isSame && leafSha256)
      return differing.length > 0 ? differing.map(({ address }) => address).join(', ') : undefined
    },
  }),
] as const

/** The reasons that have a finding of their own. */
function isToldElsewhere(reason: string | undefined): boolean {
  return ['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID', 'DEPTH_ZERO_SELF_SIGNED_CERT'].includes(
    reason ?? '',
  )
}

type Look = (endpoint: TlsEndpointRecord) => string | undefined

function ofLeaf(look: (leaf: CertificateRecord) => string | undefined): Look {
  return (endpoint) => {
    const [leaf] = listServed(endpoint)
    return leaf && look(leaf)
  }
}

function ofChain(look: (certificate: CertificateRecord) => string | undefined): Look {
  return (endpoint) =>
    listServed(endpoint)
      .map(look)
      .find((evidence) => evidence !== undefined)
}

function expiresWithin(from: number, below: number): Look {
  return ofLeaf(({ notAfter }) => {
    const days = (Date.parse(notAfter) - Date.now()) / dayMs
    return days >= from && days < below ? `ends ${notAfter}` : undefined
  })
}

function hasProblem(wanted: readonly ChainProblem[]): Look {
  return ({ chains }) => {
    const { problems = [] } = chains.named ?? chains.default ?? {}
    return problems.filter((problem) => wanted.includes(problem)).join(', ') || undefined
  }
}

function spokenVersions(names: readonly string[]): Look {
  return (endpoint) => names.filter((name) => speaks(endpoint, name)).join(', ') || undefined
}

type Suite = ReturnType<typeof listSuites>[number]

function accepted(isWanted: (suite: Suite) => boolean): Look {
  return (endpoint) => {
    const found = listSuites(endpoint).filter(isWanted)
    const names = [...new Set(found.map(({ name }) => name))]
    return names.length > 0 ? names.slice(0, 8).join(', ') : undefined
  }
}
