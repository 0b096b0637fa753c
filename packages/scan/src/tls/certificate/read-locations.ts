import { type DerElement, readDer, readDerChildren } from '../read-der.ts'
import { contentOf } from './read-certificate.ts'
import { readObjectId } from './read-object-id.ts'

/** Where more can be learnt of a certificate. */
export type CertificateLocations = {
  readonly ocspUrls: readonly string[]
  readonly issuerUrls: readonly string[]
}

const ocsp = '1.3.6.1.5.5.7.48.1'
const issuers = '1.3.6.1.5.5.7.48.2'

/** Reads AuthorityInfoAccess (RFC 5280 4.2.2.1). */
export function readAuthorityAccess(value: Buffer | undefined): CertificateLocations {
  const sequence = value && readDer(value, 0)
  if (!value || !sequence) return { ocspUrls: [], issuerUrls: [] }
  const places = readDerChildren(value, sequence).map((description) => {
    const [method, location] = readDerChildren(value, description)
    return {
      method: method ? readObjectId(contentOf(value, method)) : '',
      urls: location ? readUrls(value, [location]) : [],
    }
  })
  const urlsOf = (wanted: string) =>
    places.filter(({ method }) => method === wanted).flatMap(({ urls }) => urls)
  return { ocspUrls: urlsOf(ocsp), issuerUrls: urlsOf(issuers) }
}

/** Reads CRLDistributionPoints (RFC 5280 4.2.1.13): the points that have a full name. */
export function readCrlUrls(value: Buffer | undefined): readonly string[] {
  const sequence = value && readDer(value, 0)
  if (!value || !sequence) return []
  return readDerChildren(value, sequence).flatMap((point) => {
    const name = readDerChildren(value, point).find(({ tag }) => tag === 0xa0)
    const full = name && readDerChildren(value, name).find(({ tag }) => tag === 0xa0)
    return full ? readUrls(value, readDerChildren(value, full)) : []
  })
}

const maxUrlCharacters = 2000

/** A GeneralName of the kind uniformResourceIdentifier. */
function readUrls(bytes: Buffer, names: readonly DerElement[]): readonly string[] {
  return names
    .filter(({ tag }) => tag === 0x86)
    .map((name) =>
      contentOf(bytes, name)
        .toString('latin1')
        .replace(/[^\x21-\x7e]/g, ''),
    )
    .map((url) => url.slice(0, maxUrlCharacters))
}
