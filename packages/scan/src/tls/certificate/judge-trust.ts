import { createHash } from 'node:crypto'
import { type TlsEndpointRecord } from '@windvane/model'
import { buildPath } from './build-path.ts'
import { readLeaf } from './describe-chain.ts'
import { type TrustStore } from './trust-store.ts'

/** Judges whether a served chain leads to a trusted root; OpenSSL's own verdict is heard where there is one. */
export function judgeTrust(
  chain: readonly Buffer[],
  store: TrustStore,
  trustError?: string | null,
): TlsEndpointRecord['trust'] {
  const certificates = chain.map(readLeaf)
  const [leaf, ...others] = certificates
  if (!leaf) return { isTrusted: false, reason: 'NO_CERTIFICATE', path: [] }
  const served = others.filter((certificate) => certificate !== undefined)
  const { certificates: path, reason } = buildPath(leaf, served, store)
  // OpenSSL also knows name constraints and the like: what it refuses is not trusted.
  const refusal = reason ?? trustError ?? undefined
  if (refusal !== undefined) return { isTrusted: false, reason: refusal, path: [] }
  const digests = path.map(({ raw }) => createHash('sha256').update(raw).digest('hex'))
  return { isTrusted: true, path: digests }
}
