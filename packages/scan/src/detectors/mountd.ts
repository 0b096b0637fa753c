import { ByteReader } from './byte-reader.ts'
import { defineDetector, type DetectorSteps, type Match } from './define-detector.ts'
import { hasRpcRecord, readRpcReply, type RpcReply, writeRpcCall } from './onc-rpc.ts'
import { send } from './steps.ts'

/** The mount daemon of NFS (RFC 1813 5.2.5): MOUNTPROC_EXPORT, what is exported and to whom. Mounts nothing. */
export const mountd = defineDetector({
  id: 'mountd',
  title: 'NFS mount daemon',
  transport: 'tcp',
  ports: [20048],
  prevalence: 8,
  maxConnections: 1,
  matchError: (bytes) => readRpcReply(bytes) !== undefined,
  *detect() {
    const latest = yield* listExports(3)
    const reply = latest?.kind === 'mismatch' ? yield* listExports(latest.lowest) : latest
    if (reply?.kind === 'success') return toMatch(readExports(reply.result))
    return latest?.kind === 'mismatch' ? toMatch(undefined) : undefined
  },
})

function* listExports(version: number): DetectorSteps<RpcReply | undefined> {
  const call = writeRpcCall({ program: 100_005, version, procedure: 5 })
  const answer = yield send(call, { until: hasRpcRecord, timeoutMs: 700 })
  return readRpcReply(answer.bytes)
}

type Export = { readonly directory: string; readonly clients: readonly string[] }

const maxEntries = 100

function readExports(result: Buffer): readonly Export[] {
  const exported: Export[] = []
  const reader = new ByteReader(result)
  while (reader.u32() === 1 && exported.length < maxEntries) {
    const directory = readText(reader)
    const clients: string[] = []
    while (reader.u32() === 1 && clients.length < maxEntries) clients.push(readText(reader))
    if (!reader.isCut) exported.push({ directory, clients })
  }
  return exported
}

/** XDR string (RFC 4506 4.11): the length, then the bytes, filled up to four. */
function readText(reader: ByteReader): string {
  const length = reader.u32()
  const text = reader.text(length)
  reader.skip(-length & 3)
  return text
}

function toMatch(exported: readonly Export[] | undefined): Match {
  // An export without a list of clients is for everybody (exports(5)).
  const open = exported?.filter(
    ({ clients }) => clients.length === 0 || clients.some((name) => everybody.test(name)),
  )
  return {
    service: 'mountd',
    confidence: 100,
    evidence: exported ? `${exported.length} exports` : 'another version is offered',
    clues: [],
    ...(open && open.length > 0 ? { isAnonymousAllowed: true } : {}),
    extra: { exports: exported, openExports: open?.map(({ directory }) => directory) },
  }
}

const everybody = /^(?:\*|\(everyone\)|0\.0\.0\.0\/0(?:\.0\.0\.0)?)$/
