import { ByteReader } from './byte-reader.ts'
import { defineDetector, type Match } from './define-detector.ts'
import { send } from './steps.ts'

/**
 * Android Debug Bridge (Android's adb protocol.txt): CNXN, answered by the device's description, or
 * by AUTH or STLS where it wants a known key. Offers no key, so that nobody is asked to accept one.
 */
export const adb = defineDetector({
  id: 'adb',
  title: 'Android Debug Bridge',
  transport: 'tcp',
  ports: [5555],
  prevalence: 10,
  maxConnections: 1,
  *detect() {
    const reply = yield send(connect(), { until: hasMessage, timeoutMs: 1500 })
    return parseMessage(reply.bytes)
  },
})

const headerBytes = 24
const dataLimitBytes = 65_536
const protocolVersion = 0x0100_0000
const maxData = 4096

function connect(): Buffer {
  const data = Buffer.from('host::\0', 'latin1')
  const message = Buffer.alloc(headerBytes + data.length)
  message.write('CNXN', 0, 'latin1')
  message.writeUInt32LE(protocolVersion, 4)
  message.writeUInt32LE(maxData, 8)
  message.writeUInt32LE(data.length, 12)
  message.writeUInt32LE(
    data.reduce((sum, byte) => sum + byte, 0),
    16,
  )
  message.writeUInt32LE(~message.readUInt32LE(0) >>> 0, 20)
  data.copy(message, headerBytes)
  return message
}

function hasMessage(bytes: Buffer): boolean {
  if (bytes.length < headerBytes) return false
  const length = bytes.readUInt32LE(12)
  return length > dataLimitBytes || bytes.length >= headerBytes + length
}

function parseMessage(bytes: Buffer): Match | undefined {
  if (!hasMessage(bytes)) return undefined
  const isWhole = ~bytes.readUInt32LE(0) >>> 0 === bytes.readUInt32LE(20)
  if (!isWhole) return undefined
  const command = bytes.toString('latin1', 0, 4)
  if (command === 'AUTH' || command === 'STLS') return locked(command)
  if (command !== 'CNXN') return undefined
  const reader = new ByteReader(bytes, headerBytes)
  const banner = reader.text(bytes.readUInt32LE(12)).replace(/\0$/, '')
  // A host is what we are ourselves: an echo service.
  return banner.startsWith('host::') ? undefined : opened(banner)
}

function locked(command: string): Match {
  const match = found(`a key is asked for (${command})`, [], { command })
  const banner = Buffer.from(command, 'latin1')
  return { ...match, banner, isAuthRequired: true, isAnonymousAllowed: false }
}

/** `device::ro.product.name=…;ro.product.model=…;features=…` */
function opened(banner: string): Match {
  const text = banner.split('::', 2)[1] ?? ''
  const entries = text.split(';', 50).map((pair) => pair.split('=', 2))
  const properties = new Map(entries.map(([key = '', value = '']) => [key, value]))
  const model = properties.get('ro.product.model')
  const match = found(
    `opened without a key by "${model ?? banner}"`,
    [{ field: 'adb.banner', text: banner }],
    {
      command: 'CNXN',
      banner,
      kind: banner.split(':', 1)[0],
      name: properties.get('ro.product.name'),
      model,
      device: properties.get('ro.product.device'),
      features: properties.get('features')?.split(','),
    },
  )
  return { ...match, isAuthRequired: false, isAnonymousAllowed: true }
}

function found(evidence: string, clues: Match['clues'], extra: Match['extra']): Match {
  return { service: 'adb', confidence: 100, evidence, clues, extra }
}
