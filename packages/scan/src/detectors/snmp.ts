import { defineDetector, type DetectorSteps, type Match } from './define-detector.ts'
import {
  encodeSnmpDiscovery,
  encodeSnmpGet,
  formatOid,
  parseSnmpEngine,
  parseSnmpResponse,
  readUnsigned,
  type SnmpEngine,
} from './snmp-message.ts'
import { receive, send } from './steps.ts'

/**
 * SNMP: the system group (RFC 3418) by version 2c with the community that is public by its name, and
 * the identity of the version 3 engine, which anybody may ask for (RFC 3414 4).
 */
export const snmp = defineDetector({
  id: 'snmp',
  title: 'Simple Network Management Protocol',
  transport: 'udp',
  ports: [161],
  prevalence: 80,
  maxConnections: 1,
  *detect() {
    const first = yield* askSystem()
    if (first === 'closed') return undefined
    const discovery = yield send(encodeSnmpDiscovery(discoveryId))
    const late = readSystem(discovery.bytes)
    const engine = parseSnmpEngine(late ? (yield receive()).bytes : discovery.bytes)
    // Silence may be a lost datagram; now the agent is known to answer.
    const again = first || late || !engine ? undefined : yield* askSystem()
    const system = first ?? late ?? (again === 'closed' ? undefined : again)
    return system || engine ? toMatch(system, engine) : undefined
  },
})

const community = 'public'
const requestId = 0x57_44_56_01
const discoveryId = 0x57_44_56_03

const oids = {
  description: '1.3.6.1.2.1.1.1.0',
  objectId: '1.3.6.1.2.1.1.2.0',
  upTime: '1.3.6.1.2.1.1.3.0',
  name: '1.3.6.1.2.1.1.5.0',
} as const

type System = {
  readonly description?: string
  readonly objectId?: string
  readonly upSeconds?: number
  readonly name?: string
}

function* askSystem(): DetectorSteps<System | 'closed' | undefined> {
  const request = encodeSnmpGet({ community, requestId, oids: Object.values(oids) })
  const reply = yield send(request)
  if (reply.end === 'closed' && reply.bytes.length === 0) return 'closed'
  return readSystem(reply.bytes)
}

function readSystem(bytes: Buffer): System | undefined {
  const response = parseSnmpResponse(bytes, requestId)
  if (!response) return undefined
  const { values } = response
  const [objectId, upTime] = [values.get(oids.objectId), values.get(oids.upTime)]
  const description = values.get(oids.description)?.toString('utf8').slice(0, 1000)
  const name = values.get(oids.name)?.toString('utf8').slice(0, 255)
  return {
    ...(description === undefined ? {} : { description }),
    ...(objectId === undefined ? {} : { objectId: formatOid(objectId) }),
    ...(upTime === undefined ? {} : { upSeconds: Math.floor(readUnsigned(upTime) / 100) }),
    ...(name === undefined ? {} : { name }),
  }
}

function toMatch(system: System | undefined, engine: SnmpEngine | undefined): Match {
  const { description, objectId, upSeconds, name } = system ?? {}
  const identity = engine && readEngineId(engine.id)
  const told = description ?? objectId ?? 'an error'
  return {
    service: 'snmp',
    confidence: 100,
    evidence: system
      ? `community "${community}" answered: ${told.slice(0, 120)}`
      : `engine ${engine?.id.toString('hex').slice(0, 64)}`,
    clues: [
      ...toClue('snmp.sys-descr', description),
      ...toClue('snmp.sys-object-id', objectId),
      ...(objectId === undefined ? toClue('snmp.enterprise', identity?.enterprise.toString()) : []),
      ...toClue('os', description),
    ],
    ...(name === undefined ? {} : { hostname: name }),
    ...(system ? { isAnonymousAllowed: true } : {}),
    extra: {
      versions: [...(system ? ['2c'] : []), ...(engine ? ['3'] : [])],
      community: system && community,
      sysDescr: description,
      sysObjectId: objectId,
      sysName: name,
      upTimeSeconds: upSeconds,
      engine: engine && {
        id: engine.id.subarray(0, 32).toString('hex'),
        ...identity,
        boots: engine.boots,
        timeSeconds: engine.seconds,
      },
    },
  }
}

function toClue(field: string, text: string | undefined) {
  return text === undefined ? [] : [{ field, text }]
}

type EngineIdentity = {
  readonly enterprise: number
  readonly ip?: string
  readonly mac?: string
  readonly text?: string
}

/** SnmpEngineID (RFC 3411 5): an enterprise's number, and when the first bit is set a typed rest. */
function readEngineId(id: Buffer): EngineIdentity | undefined {
  if (id.length < 5) return undefined
  const enterprise = id.readUInt32BE(0) & 0x7fffffff
  const rest = id.subarray(5)
  if ((id.readUInt8(0) & 0x80) === 0) return { enterprise }
  const format = id.readUInt8(4)
  if (format === 1 && rest.length === 4) return { enterprise, ip: rest.join('.') }
  if (format === 3 && rest.length === 6) return { enterprise, mac: formatMac(rest) }
  if (format === 4) return { enterprise, text: rest.toString('latin1', 0, 27) }
  return { enterprise }
}

function formatMac(bytes: Buffer): string {
  return bytes.toString('hex').replace(/..(?=.)/g, '$&:')
}
