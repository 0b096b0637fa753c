import { defineDetector, type Match } from './define-detector.ts'
import { dnsClasses, dnsTypes, encodeDnsQuery, parseDnsMessage } from './dns-message.ts'
import { send } from './steps.ts'

/** NetBIOS name service (RFC 1002 4.2.17): the node status, with all names and the MAC address. */
export const netbiosNs = defineDetector({
  id: 'netbios-ns',
  title: 'NetBIOS name service',
  transport: 'udp',
  ports: [137],
  prevalence: 75,
  maxConnections: 1,
  *detect() {
    const reply = yield send(statusRequest)
    return parseStatus(reply.bytes)
  },
})

const id = 0x5744

/** The name `*` in first-level encoding (RFC 1002 4.1): each half byte a letter from A. */
const anyName = `CK${'A'.repeat(30)}`

const statusRequest = encodeDnsQuery({
  id,
  questions: [{ name: anyName, type: dnsTypes.netbiosStatus, class: dnsClasses.internet }],
})

type NetbiosName = { readonly name: string; readonly suffix: number; readonly isGroup: boolean }

function parseStatus(bytes: Buffer): Match | undefined {
  const message = parseDnsMessage(bytes)
  if (message?.id !== id || !message.isResponse) return undefined
  const record = message.answers.find(({ type }) => type === dnsTypes.netbiosStatus)
  if (!record || record.dataStart >= record.dataEnd) return undefined
  const data = bytes.subarray(record.dataStart, record.dataEnd)
  const names = readNames(data)
  const computer = names.find(({ suffix, isGroup }) => suffix === 0x00 && !isGroup)?.name
  const group = names.find(({ suffix, isGroup }) => suffix === 0x00 && isGroup)?.name
  const mac = readMac(data)
  return {
    service: 'netbios-ns',
    confidence: 100,
    evidence: `names ${[...new Set(names.map(({ name }) => name))].join(' ')}`.slice(0, 200),
    clues: [],
    ...(computer === undefined ? {} : { hostname: computer }),
    extra: { computer, group, names: names.map(describeName), mac },
  }
}

const nameLength = 18

function readNames(data: Buffer): readonly NetbiosName[] {
  const count = Math.min(data.readUInt8(0), Math.floor((data.length - 1) / nameLength))
  return Array.from({ length: count }, (_, index) => {
    const start = 1 + index * nameLength
    return {
      name: data.toString('latin1', start, start + 15).trimEnd(),
      suffix: data.readUInt8(start + 15),
      isGroup: (data.readUInt8(start + 16) & 0x80) !== 0,
    }
  })
}

/** The unit identifier, first of the statistics behind the names. */
function readMac(data: Buffer): string | undefined {
  const start = 1 + data.readUInt8(0) * nameLength
  if (start + 6 > data.length) return undefined
  const hex = data.toString('hex', start, start + 6)
  // Samba names no adapter.
  return hex === '000000000000' ? undefined : hex.replace(/..(?=.)/g, '$&:')
}

/** What the sixteenth byte of a name says ([MS-NBTE] 2.1; RFC 1001 leaves it to the application). */
const roles: ReadonlyMap<string, string> = new Map([
  ['unique 00', 'computer'],
  ['group 00', 'workgroup'],
  ['unique 03', 'messenger'],
  ['unique 1b', 'domain master browser'],
  ['group 1c', 'domain controllers'],
  ['unique 1d', 'master browser'],
  ['group 1e', 'browser elections'],
  ['unique 20', 'file server'],
])

function describeName({ name, suffix, isGroup }: NetbiosName): Readonly<Record<string, unknown>> {
  const kind = isGroup ? 'group' : 'unique'
  const code = suffix.toString(16).padStart(2, '0')
  return { name, suffix: code, kind, role: roles.get(`${kind} ${code}`) }
}
