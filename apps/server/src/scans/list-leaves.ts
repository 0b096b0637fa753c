import { type CertificateRecord, type ScanReport } from '@windvane/model'

/** A certificate that a port serves as its own. */
export type Leaf = {
  readonly address: string
  readonly port: number
  readonly certificate: CertificateRecord
}

/** The leaves of every handshake and of every endpoint that was laid open, each once per port. */
export function listLeaves({
  tls,
  tlsEndpoints,
}: Pick<ScanReport, 'tls' | 'tlsEndpoints'>): readonly Leaf[] {
  const leaves = new Map<string, Leaf>()
  const add = (place: Omit<Leaf, 'certificate'>, certificate: CertificateRecord | undefined) => {
    if (certificate === undefined) return
    const { address, port } = place
    const key = `${address} ${port} ${certificate.sha256}`
    if (!leaves.has(key)) leaves.set(key, { address, port, certificate })
  }
  for (const record of tls) add(record, record.chain[0])
  for (const endpoint of tlsEndpoints) {
    add(endpoint, endpoint.chains.named?.certificates[0])
    add(endpoint, endpoint.chains.default?.certificates[0])
  }
  return [...leaves.values()]
}
