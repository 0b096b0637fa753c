import { X509Certificate } from 'node:crypto'
import { rootCertificates } from 'node:tls'
import { isSignedBy, namesIssuer } from './issues.ts'

/** The certificates that are trusted without anybody's signature. */
export class TrustStore {
  readonly #bySubject: ReadonlyMap<string, readonly X509Certificate[]>

  /** Mozilla's roots, as Node ships them, and the given ones in PEM; what cannot be read is left out. */
  constructor(trustAnchors: readonly string[]) {
    const anchors = [...readRoots(), ...trustAnchors.flatMap(readPem)]
    this.#bySubject = Map.groupBy(anchors, ({ subject }) => subject ?? '')
  }

  has(certificate: X509Certificate): boolean {
    return this.#find(certificate.subject).some((anchor) => anchor.raw.equals(certificate.raw))
  }

  /** The anchor that signed a certificate; one whose signature does not fit when there is no better. */
  findIssuer(certificate: X509Certificate): X509Certificate | undefined {
    const named = this.#find(certificate.issuer).filter((anchor) =>
      namesIssuer(certificate, anchor),
    )
    return named.find((anchor) => isSignedBy(certificate, anchor)) ?? named[0]
  }

  /** The same name may be missing in broken certificates, whatever the declared type says. */
  #find(name: string | undefined): readonly X509Certificate[] {
    return this.#bySubject.get(name ?? '') ?? []
  }
}

let roots: readonly X509Certificate[] | undefined

/** They never change while the program runs, and reading them takes a few milliseconds. */
function readRoots(): readonly X509Certificate[] {
  roots ??= rootCertificates.flatMap(readPem)
  return roots
}

function readPem(pem: string): readonly X509Certificate[] {
  try {
    return [new X509Certificate(pem)]
  } catch {
    return []
  }
}
