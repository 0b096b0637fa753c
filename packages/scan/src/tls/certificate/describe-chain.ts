import { X509Certificate } from 'node:crypto'
import { type ServedChain } from '@windvane/model'
import { toCertificateRecord } from '../to-certificate-record.ts'
import { findChainProblems } from './find-chain-problems.ts'
import { type TrustStore } from './trust-store.ts'

/**
 * Describes a chain as it was served: in its order, nothing left out but what cannot be read. Beyond
 * 32 kB, several times what any real chain takes, nothing is read.
 */
export function describeChain(chain: readonly Buffer[], store: TrustStore): ServedChain {
  const kept = takeWithin(chain)
  return {
    certificates: kept.flatMap((der) => readOne(() => toCertificateRecord(der))),
    problems: findChainProblems(
      chain.map((der, index) => (index < kept.length ? readLeaf(der) : undefined)),
      store,
    ),
  }
}

const maxChainBytes = 32_768

function takeWithin(chain: readonly Buffer[]): readonly Buffer[] {
  let sizeBytes = 0
  return chain.filter((der) => (sizeBytes += der.length) <= maxChainBytes)
}

/** Reads a certificate; undefined when it cannot be read. */
export function readLeaf(der: Buffer): X509Certificate | undefined {
  return readOne(() => new X509Certificate(der))[0]
}

/** What OpenSSL cannot parse throws. */
function readOne<Result>(read: () => Result): readonly Result[] {
  try {
    return [read()]
  } catch {
    return []
  }
}
