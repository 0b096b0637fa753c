import { defineDetector, type DetectorSteps, type Match } from './define-detector.ts'
import { reconnect, send } from './steps.ts'

/**
 * Zabbix agent (zabbix.com, Passive agent checks, Header and data): the items `agent.version` and
 * `agent.hostname`. One item a connection; to strangers a configured agent closes.
 */
export const zabbixAgent = defineDetector({
  id: 'zabbix-agent',
  title: 'Zabbix agent',
  transport: 'tcp',
  ports: [10050],
  tlsPorts: [10050],
  prevalence: 8,
  maxConnections: 2,
  // StartAgents: as few as one process waits for the request of each connection in turn.
  takesOneConnection: true,
  matchError: (bytes) => bytes.toString('latin1', 0, 4) === 'ZBXD' && bytes[4] === plainFlag,
  *detect() {
    const version = yield* ask('agent.version')
    if (version === undefined) return undefined
    yield reconnect()
    return toMatch(version, yield* ask('agent.hostname'))
  },
})

const plainFlag = 1
const headerBytes = 13
const dataLimitBytes = 16_384
const unsupported = 'ZBX_NOTSUPPORTED'

function* ask(item: string): DetectorSteps<string | undefined> {
  const reply = yield send(packet(item), { until: hasPacket, timeoutMs: 1500 })
  const value = readPacket(reply.bytes)
  // What an echo service says.
  return value === item ? undefined : value
}

function packet(item: string): Buffer {
  const header = Buffer.from('ZBXD\x01\0\0\0\0\0\0\0\0', 'latin1')
  header.writeUInt32LE(item.length, 5)
  return Buffer.concat([header, Buffer.from(item, 'latin1')])
}

function hasPacket(bytes: Buffer): boolean {
  if (bytes.length < headerBytes) return false
  const length = bytes.readUInt32LE(5)
  return length > dataLimitBytes || bytes.length >= headerBytes + length
}

function readPacket(bytes: Buffer): string | undefined {
  if (!hasPacket(bytes) || bytes.toString('latin1', 0, 5) !== 'ZBXD\x01') return undefined
  const length = bytes.readUInt32LE(5)
  if (length > dataLimitBytes) return undefined
  return bytes.toString('utf8', headerBytes, headerBytes + length)
}

function toMatch(version: string, name: string | undefined): Match {
  const isTold = /^\d[\w.]{0,20}$/.test(version)
  const hostName = name === undefined || name.startsWith(unsupported) ? undefined : name
  return {
    service: 'zabbix-agent',
    confidence: 100,
    evidence: isTold ? `agent.version is ${version}` : 'agent.version is answered',
    clues: [{ field: 'zabbix-agent.version', text: isTold ? version : '' }],
    ...(hostName === undefined ? {} : { hostname: hostName.toLowerCase() }),
    isAuthRequired: false,
    isAnonymousAllowed: true,
    extra: { serverVersion: isTold ? version : undefined, hostName },
  }
}
