import { type ServedChain } from '@windvane/model'
import { findLeaf, type PortRow } from './port-book.ts'

/** What is wrong with the certificate of a port at the time of the scan, in words. */
export function listCertificateProblems(row: PortRow, at: Date): readonly string[] {
  const { endpoint, tls } = row
  const leaf = findLeaf(row)
  if (leaf === undefined) return []
  const trust = endpoint?.trust ?? { isTrusted: tls?.isTrusted ?? false, reason: tls?.trustError }
  const matchesName = endpoint?.matchesName ?? tls?.matchesName
  return [
    ...judgeDates(leaf, at),
    ...(matchesName === false ? ['not for this name'] : []),
    ...(trust.isTrusted
      ? []
      : [`not trusted${trust.reason === undefined ? '' : `: ${trust.reason}`}`]),
    ...judgeChain(endpoint?.chains.named ?? endpoint?.chains.default),
  ]
}

const dayMs = 86_400_000
const soonDays = 30

function judgeDates(
  { notBefore, notAfter }: { readonly notBefore: string; readonly notAfter: string },
  at: Date,
): readonly string[] {
  const [start, end] = [Date.parse(notBefore), Date.parse(notAfter)]
  if (start > at.getTime()) return [`not valid before ${notBefore.slice(0, 10)}`]
  if (end < at.getTime()) return [`ended on ${notAfter.slice(0, 10)}`]
  const days = Math.floor((end - at.getTime()) / dayMs)
  return days < soonDays ? [`ends in ${days} ${days === 1 ? 'day' : 'days'}`] : []
}

/** A root that is sent along is needless, not wrong. */
function judgeChain(chain: ServedChain | undefined): readonly string[] {
  return (chain?.problems ?? [])
    .filter((problem) => problem !== 'root-sent')
    .map((problem) => problem.replaceAll('-', ' '))
}
