import {
  defineDetector,
  type DetectorContext,
  type DetectorSteps,
  type Match,
} from './define-detector.ts'
import { type IrcMessage, parseIrcMessages } from './irc-message.ts'
import { farewellMs, receive, send, startTls } from './steps.ts'

/**
 * IRC (RFC 2812; ircv3.net for CAP and STARTTLS): capabilities, then a nickname for a moment, because
 * servers tell their software to users alone. Sends no password, joins nothing, writes nothing.
 */
export const irc = defineDetector({
  id: 'irc',
  title: 'Internet Relay Chat',
  transport: 'tcp',
  ports: [6667, 6660, 6661, 6662, 6663, 6664, 6665, 6666, 6668, 6669, 194],
  tlsPorts: [6697, 994],
  prevalence: 12,
  maxConnections: 1,
  isAlsoAsked: true,
  matchBanner: (bytes) => toMatch(parseIrcMessages(bytes)),
  matchError: (bytes) => toMatch(parseIrcMessages(bytes)) !== undefined,
  *detect(context) {
    const heard = [...(yield* listen())]
    let latest = yield* say(`CAP LS 302\r\n${register(context)}`)
    heard.push(...latest)
    if (!toMatch(heard)) return undefined
    const hasTls = yield* negotiateTls(heard, context)
    if (hasTls && (yield startTls()).end === 'closed') return toMatch(heard, hasTls)
    for (let silences = 0; silences < 2 && heard.length < 200 && !isSettled(heard);) {
      latest = yield* proceed(latest)
      heard.push(...latest)
      if (latest.length === 0) silences += 1
    }
    yield send('QUIT\r\n', { timeoutMs: farewellMs })
    return toMatch(heard, hasTls)
  },
  *startTls(context) {
    yield* listen()
    return yield* negotiateTls(yield* say('CAP LS 302\r\n'), context)
  },
})

/** Many servers say at once that they look up names; others wait for the client. */
function* listen(): DetectorSteps<readonly IrcMessage[]> {
  const hasMessage = (bytes: Buffer) => parseIrcMessages(bytes).length > 0
  const reply = yield receive({ until: hasMessage, timeoutMs: 300 })
  return parseIrcMessages(reply.bytes)
}

/** The ports of one server are often asked at the same time: each has a nickname of its own. */
function register({ port }: DetectorContext): string {
  return `NICK wv${port}\r\nUSER windvane 0 * :Windvane\r\n`
}

function* say(words: string): DetectorSteps<readonly IrcMessage[]> {
  const reply = yield send(words, { until: hasTurn, timeoutMs: 1200 })
  return parseIrcMessages(reply.bytes)
}

function* hear(): DetectorSteps<readonly IrcMessage[]> {
  const reply = yield receive({ until: hasTurn, timeoutMs: 2000 })
  return parseIrcMessages(reply.bytes)
}

/** End of the message of the day, and the refusals of a nickname, a password or a host. */
const lastWords = ['376', '422', '432', '433', '436', '437', '451', '463', '464', '465', 'ERROR']

function hasTurn(bytes: Buffer): boolean {
  return parseIrcMessages(bytes).some(({ command, params }) => {
    // `CAP * LS * :` is continued (ircv3.net, capability negotiation 302).
    const isCapabilityEnd = command === 'CAP' && params[2] !== '*'
    return isCapabilityEnd || command === 'PING' || lastWords.includes(command)
  })
}

function isSettled(messages: readonly IrcMessage[]): boolean {
  return messages.some(({ command }) => command === '004' || lastWords.includes(command))
}

/** Some servers want a cookie back before they welcome anybody; CAP holds the welcome until CAP END. */
function* proceed(latest: readonly IrcMessage[]): DetectorSteps<readonly IrcMessage[]> {
  const cookie = latest.find(({ command }) => command === 'PING')?.params[0]
  const pong = cookie === undefined ? '' : `PONG :${cookie}\r\n`
  const end = latest.some(({ command }) => command === 'CAP') ? 'CAP END\r\n' : ''
  return pong + end === '' ? yield* hear() : yield* say(pong + end)
}

function* negotiateTls(
  heard: readonly IrcMessage[],
  { tunnel }: DetectorContext,
): DetectorSteps<boolean> {
  if (tunnel === 'tls' || !capabilitiesOf(heard).includes('tls')) return false
  const reply = yield send('STARTTLS\r\n', { until: hasTlsReply, timeoutMs: 1500 })
  return parseIrcMessages(reply.bytes).some(({ command }) => command === '670')
}

/** 670 RPL_STARTTLS, 691 ERR_STARTTLS (ircv3.net, tls). */
function hasTlsReply(bytes: Buffer): boolean {
  return parseIrcMessages(bytes).some(({ command }) => ['670', '691', '421'].includes(command))
}

function capabilitiesOf(messages: readonly IrcMessage[]): readonly string[] {
  return messages
    .filter(({ command, params }) => command === 'CAP' && params[1] === 'LS')
    .flatMap(({ params }) => params.at(-1)?.split(' ', 100) ?? [])
    .filter((word) => word !== '' && word !== '*')
}

/** Numeric replies of a named server are IRC's alone; FTP's and SMTP's have no source. */
function isCertain({ source, command, params }: IrcMessage): boolean {
  if (command === 'NOTICE') return params.length >= 2
  return source !== '' && (/^\d{3}$/.test(command) || command === 'CAP')
}

function isLikely({ command, params }: IrcMessage): boolean {
  return (command === 'ERROR' || command === 'PING') && params.length > 0
}

function toMatch(messages: readonly IrcMessage[], hasTls = false): Match | undefined {
  const certain = messages.find(isCertain)
  const evident = certain ?? messages.find(isLikely)
  if (!evident) return undefined
  const { command, params } = evident
  return {
    service: 'irc',
    confidence: certain ? 100 : 60,
    evidence: `${command} "${params.join(' ').slice(0, 100)}"`,
    ...(certain ? {} : { isProvisional: true }),
    ...toFacts(messages, hasTls),
  }
}

function toFacts(
  messages: readonly IrcMessage[],
  hasTls: boolean,
): Omit<Match, 'service' | 'confidence' | 'evidence'> {
  const paramsOf = (code: string) => messages.find(({ command }) => command === code)?.params ?? []
  const serverName = messages.find(({ source }) => source.includes('.'))?.source
  const version =
    paramsOf('004')[2] ?? /running version (\S{1,80})/.exec(paramsOf('002').join())?.[1]
  const isWelcome = paramsOf('001').length > 0
  const error = paramsOf('ERROR').join(' ')
  const isLocked = paramsOf('464').length > 0 || /\bpassword\b/i.test(error)
  return {
    clues: version === undefined ? [] : [{ field: 'irc.version', text: version }],
    ...(serverName === undefined ? {} : { hostname: serverName.toLowerCase() }),
    ...(isWelcome || isLocked ? { isAuthRequired: isLocked, isAnonymousAllowed: isWelcome } : {}),
    extra: {
      serverName,
      serverVersion: version,
      network: tokenOf(messages, 'NETWORK='),
      capabilities: capabilitiesOf(messages),
      error: error || undefined,
      hasTls,
    },
  }
}

/** RPL_ISUPPORT (modern.ircdocs.horse): `NAME=value` among its parameters. */
function tokenOf(messages: readonly IrcMessage[], name: string): string | undefined {
  const tokens = messages.filter(({ command }) => command === '005').flatMap(({ params }) => params)
  return tokens.find((token) => token.startsWith(name))?.slice(name.length)
}
