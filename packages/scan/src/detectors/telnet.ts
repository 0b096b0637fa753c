import { type Clue, defineDetector, type Match } from './define-detector.ts'
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
    let answered = 0
    for (let round = 0; round < 5 && !hasPrompt(all); round++) {
      // Each request is refused once: a server that repeats itself would go on for ever (RFC 1143).
      const commands = listRequests(all)
      const refusals = refuse(commands.slice(answered))
      answered = commands.length
      if (refusals.length === 0 && round > 1) break
      const before = all
      const waiting = { until: (bytes: Buffer) => isWaiting(before, bytes), idleMs: 300 }
      const reply = yield refusals.length > 0
        ? send(refusals, { ...waiting, timeoutMs: 1500 })
        : receive({ ...waiting, timeoutMs: 800 })
      if (reply.bytes.length === 0) break
      all = Buffer.concat([all, reply.bytes])
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

/** A prompt has come, or new requests that want an answer. */
function isWaiting(before: Buffer, bytes: Buffer): boolean {
  const all = Buffer.concat([before, bytes])
  return hasPrompt(all) || listRequests(all).length > listRequests(before).length
}

function hasPrompt(bytes: Buffer): boolean {
  const text = toText(split(bytes).text)
  return loginPrompt.test(text) || shellPrompt.test(text)
}

const loginPrompt = /(?:login|username|user name|user|account|password) ?: ?$/i
/** What a shell or a device waits with; a frame around a notice ends its line. */
const shellPrompt = /(?:^|\n)[^\n]{0,80}[\w\])~/] ?[#$%>] ?$/

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

/** Requests, each once; refusals of the server want no answer. */
function listRequests(bytes: Buffer): readonly Command[] {
  const seen = new Map<number, Command>()
  for (const command of split(bytes.subarray(0, limitBytes)).commands) {
    const isRequest = command.verb === doIt || command.verb === will
    const key = command.verb * 256 + command.option
    if (isRequest && !seen.has(key)) seen.set(key, command)
  }
  return [...seen.values()]
}

const limitBytes = 8192

function refuse(commands: readonly Command[]): Buffer {
  return Buffer.from(
    commands.flatMap(({ verb, option }) => [iac, verb === doIt ? wont : dont, option]),
  )
}

function toText(bytes: Buffer): string {
  return bytes.toString('latin1').replace(/\r\n?|\0/g, '\n')
}

function toMatch(bytes: Buffer): Match | undefined {
  const { commands, text } = split(bytes.subarray(0, limitBytes))
  if (bytes[0] !== iac || commands.length === 0) return undefined
  const words = toText(text)
    .replace(/\n{2,}/g, '\n')
    .trim()
  const options = commands.map(({ verb, option }) => `${verbs[verb]} ${option}`)
  const hostname = /(?:^|\n)([a-z0-9][a-z0-9.-]{0,62}) login: ?$/i.exec(words)?.[1]
  return {
    service: 'telnet',
    confidence: 95,
    evidence:
      words === ''
        ? `${commands.length} option requests`
        : `text "${words.replace(/\n/g, ' ').slice(-100)}"`,
    clues: toClues(options, words),
    ...(hostname === undefined ? {} : { hostname: hostname.toLowerCase() }),
    ...toAccess(toText(text)),
    extra: { options, text: words },
  }
}

const verbs: Readonly<Record<number, string>> = { 251: 'WILL', 252: 'WONT', 253: 'DO', 254: 'DONT' }

function toClues(options: readonly string[], words: string): readonly Clue[] {
  return [
    { field: 'telnet.text', text: words },
    { field: 'telnet.options', text: options.slice(0, 12).join(' ') },
    ...(words.startsWith('Linux ') ? [{ field: 'os', text: words.slice(0, 100) }] : []),
  ]
}

/** A prompt of a shell without a question for a name before it lets anybody in. */
function toAccess(text: string): Pick<Match, 'isAuthRequired' | 'isAnonymousAllowed'> {
  if (loginPrompt.test(text)) return { isAuthRequired: true }
  const isOpen = shellPrompt.test(text) && !/login|password|user ?name|press|enter/i.test(text)
  return isOpen ? { isAuthRequired: false, isAnonymousAllowed: true } : {}
}
