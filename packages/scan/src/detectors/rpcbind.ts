import { ByteReader } from './byte-reader.ts'
import { defineDetector, type Match } from './define-detector.ts'
import { hasRpcRecord, readRpcReply, writeRpcCall } from './onc-rpc.ts'
import { send } from './steps.ts'

/** The port mapper of ONC RPC (RFC 1833 3): PMAPPROC_DUMP lists every program and its port. */
export const rpcbind = defineDetector({
  id: 'rpcbind',
  title: 'RPC port mapper',
  transport: 'tcp',
  ports: [111],
  prevalence: 20,
  maxConnections: 1,
  *detect() {
    const answer = yield send(writeRpcCall(dump), { until: hasRpcRecord, timeoutMs: 1500 })
    const reply = readRpcReply(answer.bytes)
    if (reply?.kind === 'success') return toMatch(readMappings(reply.result))
    if (reply?.kind === 'mismatch') return toMatch(undefined)
    return reply && { ...toMatch(undefined), ...otherProgram(reply.reason) }
  },
})

const dump = { program: 100_000, version: 2, procedure: 4 }

type Mapping = {
  readonly program: number
  readonly name?: string
  readonly version: number
  readonly protocol: string
  readonly port: number
}

const maxMappings = 200

function readMappings(result: Buffer): readonly Mapping[] {
  const mappings: Mapping[] = []
  const reader = new ByteReader(result)
  while (reader.u32() === 1 && mappings.length < maxMappings) {
    const [program, version, protocol, port] = [
      reader.u32(),
      reader.u32(),
      reader.u32(),
      reader.u32(),
    ]
    if (reader.isCut) break
    const name = programs[program]
    const named = name === undefined ? {} : { name }
    mappings.push({ program, ...named, version, protocol: protocols[protocol] ?? 'other', port })
  }
  return mappings
}

/** IANA's protocol numbers. */
const protocols: Readonly<{ [protocol: number]: string }> = { 6: 'tcp', 17: 'udp' }

/** IANA's registry of RPC program numbers. */
const programs: Readonly<{ [program: number]: string }> = {
  100000: 'portmapper',
  100001: 'rstatd',
  100002: 'rusersd',
  100003: 'nfs',
  100004: 'ypserv',
  100005: 'mountd',
  100007: 'ypbind',
  100008: 'walld',
  100009: 'yppasswdd',
  100011: 'rquotad',
  100012: 'sprayd',
  100021: 'nlockmgr',
  100024: 'status',
  100068: 'cmsd',
  100069: 'ypxfrd',
  100083: 'ttdbserverd',
  100227: 'nfs_acl',
  100300: 'nisd',
}

/** A server of other programs; who knows one of them has the better answer. */
function otherProgram(reason: string): Partial<Match> {
  const evidence = `an RPC server that is no port mapper: ${reason}`
  return { service: 'sunrpc', confidence: 60, evidence, isProvisional: true }
}

function toMatch(mappings: readonly Mapping[] | undefined): Match {
  return {
    service: 'rpcbind',
    confidence: 100,
    evidence: mappings ? `DUMP lists ${mappings.length} programs` : 'another version is offered',
    clues: [],
    ...(mappings ? { isAuthRequired: false, isAnonymousAllowed: true } : {}),
    extra: { programs: mappings },
  }
}
