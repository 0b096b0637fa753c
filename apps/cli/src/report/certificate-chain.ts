import { type CertificateRecord, type ServedChain } from '@windvane/model'
import { chip } from './chips.ts'
import { code, definitionList } from './definition-list.ts'
import { formatDate, formatTime } from './format-time.ts'
import { type Html, html, listSome, spaced, told } from './html.ts'
import { validityPicture } from './validity-picture.ts'

/** A chain as it was served: when each certificate is valid, and all that it says. */
export function certificateChain({ certificates, problems }: ServedChain, at: Date): Html {
  if (certificates.length === 0) return html`<p class="muted">The chain is empty.</p>`
  const shown = certificates.slice(0, maxCertificates)
  const marks = problems.map((problem) => chip(`◆ ${problem.replaceAll('-', ' ')}`, 'medium'))
  return html`${marks.length === 0 ? undefined : html`<p class="chips">${spaced(marks)}</p>`}
  ${validityPicture(shown, at)} ${shown.map(toDetails)}`
}

const maxCertificates = 12

/** `EC P-256`, `RSA 2048 bits` */
function keyOf({ keyAlgorithm, keyBits, keyCurve }: CertificateRecord): string {
  const size = keyCurve ?? (keyBits === undefined ? undefined : `${keyBits} bits`)
  return [keyAlgorithm, size].filter(Boolean).join(' ')
}

function toDetails(certificate: CertificateRecord, index: number): Html {
  const { subject, subjectCommonName, issuer, issuerCommonName, notAfter, isSelfSigned, isCa } =
    certificate
  const name =
    subjectCommonName ?? (subject === '' ? (certificate.dnsNames[0] ?? 'no name') : subject)
  const by = isSelfSigned ? 'itself' : (issuerCommonName ?? issuer)
  return html`<details>
    <summary>
      ${index + 1}. ${told(name, 120)}${isCa ? ' (CA)' : ''}, issued by ${told(by, 120)}, until
      ${formatDate(notAfter)}
    </summary>
    ${facts(certificate)}
    <details>
      <summary>PEM</summary>
      <pre>${certificate.pem.slice(0, 16_000)}</pre>
    </details>
  </details> `
}

function facts(certificate: CertificateRecord): Html {
  const { dnsNames, ipAddresses, emailAddresses, validation, sctCount, isMustStaple, isWildcard } =
    certificate
  const marks = [
    ...(certificate.isSelfSigned ? ['self-signed'] : []),
    ...(isWildcard ? ['wildcard'] : []),
    ...(isMustStaple ? ['must staple'] : []),
  ]
  return definitionList([
    ['Subject', certificate.subject],
    ['Issuer', certificate.issuer],
    ['Names', nameList([...dnsNames, ...ipAddresses, ...emailAddresses])],
    ['Valid', `${formatTime(certificate.notBefore)} to ${formatTime(certificate.notAfter)}`],
    ['Key', keyOf(certificate)],
    ['Signature', certificate.signatureAlgorithm],
    ['Marks', marks.join(', ')],
    ['Validation', validation?.toUpperCase()],
    ['Key usage', [...certificate.keyUsage, ...certificate.extendedKeyUsage].join(', ')],
    ['Policies', certificate.policies.join(', ')],
    ['SCTs inside', sctCount === 0 ? undefined : sctCount],
    ['OCSP', certificate.ocspUrls.join(' ')],
    ['Issuer at', certificate.issuerUrls.join(' ')],
    ['CRL', certificate.crlUrls.join(' ')],
    ['Serial', code(certificate.serial)],
    ['SHA-256', code(certificate.sha256)],
    ['SHA-1', code(certificate.sha1)],
    ['SPKI SHA-256', code(certificate.spkiSha256)],
  ])
}

function nameList(names: readonly string[]): Html | undefined {
  if (names.length === 0) return undefined
  return html`<ul>
    ${listSome(names, 50, (name) => html`<li>${told(name, 260)}</li>`)}
  </ul>`
}
