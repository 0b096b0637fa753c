import { type X509Certificate } from 'node:crypto'
import { type ChainProblem } from '@windvane/model'
import { isSelfIssued, namesIssuer } from './issues.ts'
import { type TrustStore } from './trust-store.ts'

/** A chain as it was served; undefined where a certificate could not be read. */
export type ReadChain = readonly (X509Certificate | undefined)[]

/** Finds what is wrong with the order and the selection of a chain (RFC 5246 7.4.2, RFC 8446 4.4.2). */
export function findChainProblems(chain: ReadChain, store: TrustStore): readonly ChainProblem[] {
  const certificates = chain.filter((certificate) => certificate !== undefined)
  const places = listPath(certificates)
  const top = certificates[places.at(-1) ?? -1]
  const isAscending = places.every(
    (place, index) => index === 0 || place > (places[index - 1] ?? 0),
  )
  const problems: readonly (readonly [ChainProblem, boolean])[] = [
    ['wrong-order', !isAscending],
    ['missing-intermediate', top !== undefined && isIssuerMissing(top, places.length, store)],
    ['extra-certificate', certificates.length > places.length],
    ['root-sent', top !== undefined && places.length > 1 && isSelfIssued(top)],
    ['unreadable-certificate', certificates.length < chain.length],
  ]
  return problems.filter(([, isPresent]) => isPresent).map(([problem]) => problem)
}

/** The places of the leaf, its issuer, that one's issuer and so on. */
function listPath(certificates: readonly X509Certificate[]): readonly number[] {
  const places: number[] = certificates.length > 0 ? [0] : []
  for (let current = certificates[0]; current && !isSelfIssued(current);) {
    const certificate = current
    const next = certificates.findIndex(
      (issuer, place) => !places.includes(place) && namesIssuer(certificate, issuer),
    )
    if (next < 0) break
    places.push(next)
    current = certificates[next]
  }
  return places
}

/**
 * A root need not be sent, so that above an authority nothing may be missing. Above a leaf, something
 * is: nobody trusts a leaf's issuer without knowing it.
 */
function isIssuerMissing(top: X509Certificate, pathLength: number, store: TrustStore): boolean {
  if (pathLength > 1 && top.ca) return false
  return !isSelfIssued(top) && !store.has(top) && !store.findIssuer(top)
}
