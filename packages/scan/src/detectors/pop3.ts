import { defineDetector, type DetectorSteps, type Match } from './define-detector.ts'
import { farewellMs, receive, send, startTls } from './steps.ts'
import { hasLine, toLines } from './text-lines.ts'

/**
 * POP3 (RFC 1939): greeting, CAPA (RFC 2449), STLS (RFC 2595) when offered and CAPA once more inside.
 * Never logs in.
 */
export const pop3 = defineDetector({
  id: 'pop3',
  title: 'Post Office Protocol',
  transport: 'tcp',
  ports: [110],
  tlsPorts: [995],
  prevalence: 50,
  maxConnections: 1,
  matchBanner: matchGreeting,
  *detect() {
    const greeting = yield receive({ until: hasLine })
    const match = matchGreeting(greeting.bytes)
    if (!match) return undefined
    const capabilities = yield* askForCapabilities()
    const hasTls = yield* askForTls(capabilities)
    const inside = hasTls ? yield* lookInside() : undefined
    const implementation = capabilities.find((line) => line.startsWith('IMPLEMENTATION '))
    const clue = { field: 'pop3.greeting', text: implementation?.slice(15) ?? '' }
    return {
      ...match,
      clues: [...match.clues, clue],
      extra: {
        ...match.extra,
        capabilities,
        authMechanisms: listMechanisms(capabilities),
        hasTls,
        ...(inside ? { capabilitiesInTls: inside } : {}),
        ...(inside ? { authMechanismsInTls: listMechanisms(inside) } : {}),
      },
    }
  },
  *startTls() {
    yield receive({ until: hasLine })
    return yield* askForTls(['STLS'])
  },
})

/** A greeting begins in the state AUTHORIZATION (4); a time stamp in it offers APOP (7). */
function matchGreeting(bytes: Buffer): Match | undefined {
  if (!hasLine(bytes)) return undefined
  const line = toLines(bytes)[0] ?? ''
  if (!/^\+OK(?: |$)/.test(line)) return undefined
  const stamp = /<[^<>\s]{1,100}@([^<>\s@]{1,253})>/.exec(line)
  const hostname = stamp?.[1]?.includes('.') ? stamp[1].toLowerCase() : undefined
  return {
    service: 'pop3',
    confidence: 95,
    evidence: `greeting "${line.slice(0, 100)}"`,
    clues: [{ field: 'pop3.greeting', text: line.slice(4) }],
    ...(hostname === undefined ? {} : { hostname }),
    isAuthRequired: true,
    banner: Buffer.from(line.replace(stamp?.[0] ?? '', '').trim(), 'latin1'),
    extra: { hasApop: stamp !== null },
  }
}

function* askForCapabilities(): DetectorSteps<readonly string[]> {
  const reply = yield send('CAPA\r\n', { until: hasList })
  const [status = '', ...lines] = toLines(reply.bytes)
  return status.startsWith('+OK') ? lines.filter((line) => line !== '.' && line !== '') : []
}

function hasList(bytes: Buffer): boolean {
  if (bytes[0] === 0x2d) return hasLine(bytes)
  return bytes.subarray(-5).toString('latin1') === '\r\n.\r\n'
}

function* askForTls(capabilities: readonly string[]): DetectorSteps<boolean> {
  const isOffered = capabilities.includes('STLS')
  const reply = yield send(isOffered ? 'STLS\r\n' : 'QUIT\r\n', {
    until: hasLine,
    timeoutMs: isOffered ? 3000 : farewellMs,
  })
  return isOffered && reply.bytes.toString('latin1').startsWith('+OK')
}

/** Undefined when the handshake failed. */
function* lookInside(): DetectorSteps<readonly string[] | undefined> {
  const { end } = yield startTls()
  if (end !== 'matched') return undefined
  const capabilities = yield* askForCapabilities()
  yield send('QUIT\r\n', { until: hasLine, timeoutMs: farewellMs })
  return capabilities
}

function listMechanisms(capabilities: readonly string[]): readonly string[] {
  const line = capabilities.find((text) => text.startsWith('SASL '))
  return line?.slice(5).split(' ', 32) ?? []
}
