import { defineDetector, type DetectorSteps } from './define-detector.ts'
import { send } from './steps.ts'

/**
 * The port mapper (RFC 1833) by ONC RPC (RFC 5531): a version that does not exist is refused with the
 * ones that do; then where NFS and its mount service are. The whole list, much larger, is not asked.
 */
export const rpcbindUdp = defineDetector({
  id: 'rpcbind-udp',
  title: 'ONC RPC port mapper over UDP',
  transport: 'udp',
  ports: [111],
  prevalence: 60,
  maxConnections: 1,
  *detect() {
    const reply = parseReply((yield send(call({ version: 0, procedure: 0 }))).bytes)
    if (!reply) return undefined
    const [lowest, highest] = reply.status === versionMismatch ? reply.words : []
    const nfsPort = yield* askPort(nfsProgram)
    const mountPort = yield* askPort(mountProgram)
    return {
      service: 'rpcbind',
      confidence: 100,
      evidence:
        lowest === undefined ? `RPC status ${reply.status}` : `versions ${lowest} to ${highest}`,
      clues: [],
      extra: { lowestVersion: lowest, highestVersion: highest, nfsPort, mountPort },
    }
  },
})

const transactionId = 0x57494e44
const portMapper = 100_000
const [nfsProgram, mountProgram] = [100_003, 100_005]
const tcp = 6
const versionMismatch = 2

type Call = {
  readonly version: number
  readonly procedure: number
  readonly words?: readonly number[]
}

/** RFC 5531 9: transaction, call, RPC version 2, whom and what; neither credential nor verifier. */
function call({ version, procedure, words = [] }: Call): Buffer {
  const all = [transactionId, 0, 2, portMapper, version, procedure, 0, 0, 0, 0, ...words]
  const bytes = Buffer.alloc(all.length * 4)
  for (const [index, word] of all.entries()) bytes.writeUInt32BE(word, index * 4)
  return bytes
}

type RpcReply = { readonly status: number; readonly words: readonly number[] }

/** An accepted reply: its status and the words behind it. */
function parseReply(bytes: Buffer): RpcReply | undefined {
  if (bytes.length < 24 || bytes.readUInt32BE(0) !== transactionId) return undefined
  const [isReply, isDenied] = [bytes.readUInt32BE(4) === 1, bytes.readUInt32BE(8) !== 0]
  if (!isReply || isDenied) return undefined
  // RFC 5531 8.2: a verifier has at most 400 bytes.
  const start = 20 + Math.min(400, bytes.readUInt32BE(16))
  if (start + 4 > bytes.length) return undefined
  const count = Math.min(8, Math.floor((bytes.length - start - 4) / 4))
  const words = Array.from({ length: count }, (_, at) => bytes.readUInt32BE(start + 4 + at * 4))
  return { status: bytes.readUInt32BE(start), words }
}

/** PMAPPROC_GETPORT of version 2 (RFC 1833 3.2); 0 means that nobody registered. */
function* askPort(program: number): DetectorSteps<number | undefined> {
  const words = [program, 3, tcp, 0]
  const reply = parseReply((yield send(call({ version: 2, procedure: 3, words }))).bytes)
  const port = reply?.status === 0 ? reply.words[0] : undefined
  return port === undefined || port === 0 || port > 65_535 ? undefined : port
}
