import {
  type PortPlace,
  type ScanChanges,
  type ScanReport,
  type ServiceIdentity,
} from '@windvane/model'
import { type EarlierScan } from './earlier-scan.ts'
import { listLeaves } from './list-leaves.ts'
import { readVerdicts, toKey } from './port-verdicts.ts'

/** What a scan found that the one before had found otherwise; nothing when there was none before. */
export function compareScans(before: EarlierScan | undefined, after: ScanReport): ScanChanges {
  if (before === undefined) return { opened: [], closed: [], services: [], certificates: [] }
  return {
    since: { id: before.id, finishedAt: before.finishedAt.toISOString() },
    opened: listOpened(before, after).slice(0, maxChanges),
    closed: listClosed(before, after).slice(0, maxChanges),
    services: listServices(before, after).slice(0, maxChanges),
    certificates: listCertificates(before, after).slice(0, maxChanges),
  }
}

const maxChanges = 1_000

function listOpened(before: EarlierScan, after: ScanReport): ScanChanges['opened'] {
  const verdictBefore = readVerdicts(before)
  return after.ports
    .filter(({ state }) => state === 'open')
    .filter((port) => isShut(verdictBefore(port)))
    .map(toPlace)
}

function listClosed(before: EarlierScan, after: ScanReport): ScanChanges['closed'] {
  const verdictAfter = readVerdicts(after)
  return before.ports
    .filter(({ state }) => state === 'open')
    .flatMap((port) => {
      const state = verdictAfter(port)
      return isShut(state) ? [{ ...toPlace(port), state }] : []
    })
}

/** Neither open, nor silent as UDP may be, nor left out. */
function isShut(state: string | undefined): state is 'closed' | 'filtered' {
  return state === 'closed' || state === 'filtered'
}

function listServices(before: EarlierScan, after: ScanReport): ScanChanges['services'] {
  const known = new Map(before.services.map((service) => [toKey(service), service]))
  return after.services
    .filter(({ method }) => method !== 'port')
    .flatMap((service) => {
      const old = known.get(toKey(service))
      if (old === undefined || !isOther(old, service)) return []
      return [{ ...toPlace(service), before: toIdentity(old), after: toIdentity(service) }]
    })
}

function isOther(before: ServiceIdentity, after: ServiceIdentity): boolean {
  if (before.name !== after.name) return true
  const isProductOther = after.product !== undefined && after.product !== before.product
  return isProductOther || (after.version !== undefined && after.version !== before.version)
}

function toIdentity({ name, product, version }: ServiceIdentity): ServiceIdentity {
  return {
    name,
    ...(product !== undefined && { product }),
    ...(version !== undefined && { version }),
  }
}

function listCertificates(before: EarlierScan, after: ScanReport): ScanChanges['certificates'] {
  const servedBefore = Map.groupBy(before.leaves, ({ address, port }) => `${address} ${port}`)
  const served = Map.groupBy(listLeaves(after), ({ address, port }) => `${address} ${port}`)
  return [...served].flatMap(([endpoint, [first, ...others]]) => {
    const old = new Set(servedBefore.get(endpoint)?.map(({ sha256 }) => sha256))
    if (first === undefined || old.size === 0) return []
    const now = [first, ...others].map(({ certificate }) => certificate.sha256)
    if (now.every((sha256) => old.has(sha256))) return []
    const { address, port } = first
    return [{ address, port, transport: 'tcp' as const, before: [...old], after: now }]
  })
}

function toPlace({ address, port, transport }: PortPlace): PortPlace {
  return { address, port, transport }
}
