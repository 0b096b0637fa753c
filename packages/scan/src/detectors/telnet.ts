import { defineDetector, type Match } from './define-detector.ts'
import { receive, send } from './steps.ts'

/** Telnet (RFC 854): option requests are refused, then the login text is read. Never logs in. */
export const telnet = defineDetector({
  id: 'telnet',
  title: 'Telnet',
  transport: 'tcp',
  ports: [23, 2323],
  tlsPorts: [992],
  prevalence: 30,
  maxConnections: 1,
  matchBanner: (bytes) => toMatch(bytes),
  *detect() {
    const greeting = yield receive({ until: hasRequest })
    if (!toMatch(greeting.bytes)) return undefined
    let all = greeting.bytes
    let latest = greeting.bytes
    for (let round = 0; round < 4; round++) {
      const refusals = refuse(latest)
      if (refusals.length === 0 && round > 0) break
      const reply = yield refusals.length > 0
        ? send(refusals, { timeoutMs: 1500, idleMs: 300 })
        : receive({ timeoutMs: 800, idleMs: 300 })
      if (reply.bytes.length === 0) break
      latest = reply.bytes
      all = Buffer.concat([all, latest])
    }
    return toMatch(all)
  },
})

const [iac, will, dont] = [255, 251, 254]
const wont = 252
const doIt = 253
const subnegotiation = 250
const subnegotiationEnd = 240

function hasRequest(bytes: Buffer): boolean {
  return bytes.length >= 3
}

type Command = { readonly verb: number; readonly option: number }

/** Splits the stream into commands and text (RFC 854, 855). */
function split(bytes: Buffer): { readonly commands: readonly Command[]; readonly text: Buffer } {
  const commands: Command[] = []
  const text: number[] = []
  for (let at = 0; at < bytes.length; at++) {
    const verb = bytes[at + 1] ?? 0
    if (bytes[at] !== iac) text.push(bytes.readUInt8(at))
    else if (verb === subnegotiation) at = subnegotiationEndOf(bytes, at)
    else if (verb >= will && verb <= dont) {
      if (at + 2 < bytes.length) commands.push({ verb, option: bytes.readUInt8(at + 2) })
      at += 2
    } else at += 1
  }
  return { commands, text: Buffer.from(text) }
}

function subnegotiationEndOf(bytes: Buffer, start: number): number {
  const end = bytes.indexOf(Buffer.from([iac, subnegotiationEnd]), start)
  return end < 0 ? bytes.length : end + 1
}

function refuse(bytes: Buffer): Buffer {
  const answers = split(bytes).commands.flatMap(({ verb, option }) => {
    if (verb === doIt) return [iac, wont, option]
    return verb === will ? [iac, dont, option] : []
  })
  return Buffer.from(answers)
}

function toMatch(bytes: Buffer): Match | undefined {
  const { commands, text } = split(bytes.subarray(0, 8192))
  if (bytes[0] !== iac || commands.length === 0) return undefined
  const words = text.toString('latin1').trim()
  const hostname = /(?:^|\n)([a-z0-9][a-z0-9.-]{0,62}) login: ?$/i.exec(words)?.[1]
  return {
    service: 'telnet',
    confidence: 95,
    evidence: `${commands.length} option requests`,
    clues: [{ field: 'telnet.text', text: words }],
    ...(hostname === undefined ? {} : { hostname: hostname.toLowerCase() }),
    extra: { options: commands.map(({ verb, option }) => `${verbs[verb]} ${option}`), text: words },
  }
}

const verbs: Readonly<Record<number, string>> = { 251: 'WILL', 252: 'WONT', 253: 'DO', 254: 'DONT' }
