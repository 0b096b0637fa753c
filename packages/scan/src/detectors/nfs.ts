import { defineDetector } from './define-detector.ts'
import { hasRpcRecord, readRpcReply, type RpcReply, writeRpcCall } from './onc-rpc.ts'
import { send } from './steps.ts'

/**
 * NFS (RFC 1813 3.3.0): the NULL procedure in a version that no server has, so that it tells which
 * ones it has (RFC 5531 9, PROG_MISMATCH).
 */
export const nfs = defineDetector({
  id: 'nfs',
  title: 'Network File System',
  transport: 'tcp',
  ports: [2049],
  prevalence: 12,
  maxConnections: 1,
  matchError: (bytes) => readRpcReply(bytes) !== undefined,
  *detect() {
    const call = writeRpcCall({ program: 100_003, version: 99, procedure: 0 })
    const answer = yield send(call, { until: hasRpcRecord, timeoutMs: 1500 })
    const versions = readVersions(readRpcReply(answer.bytes))
    if (!versions) return undefined
    return {
      service: 'nfs',
      confidence: 100,
      evidence: `versions ${versions.lowest} to ${versions.highest}`,
      clues: [],
      extra: { lowestVersion: versions.lowest, highestVersion: versions.highest },
    }
  },
})

type Versions = { readonly lowest: number; readonly highest: number }

function readVersions(reply: RpcReply | undefined): Versions | undefined {
  if (reply?.kind !== 'mismatch') return undefined
  const { lowest, highest } = reply
  return lowest <= highest && highest < 10 ? { lowest, highest } : undefined
}
