import { defineDetector, type DetectorSteps, type Match } from './define-detector.ts'
import { reconnect, send } from './steps.ts'

const usualPorts = [1080, 1081, 9050, 9150]

/**
 * SOCKS 5 (RFC 1928 3): the greeting, first without a login, and which way of logging in the server
 * takes otherwise; asks for no relay. SOCKS 4 has no greeting: on the usual ports it gets a request that
 * nobody can fulfil.
 */
export const socks = defineDetector({
  id: 'socks',
  title: 'SOCKS proxy',
  transport: 'tcp',
  ports: usualPorts,
  prevalence: 12,
  maxConnections: 3,
  matchError: (bytes) => /Tor is not an HTTP proxy/i.test(bytes.toString('latin1', 0, 1000)),
  *detect({ port }) {
    let method = yield* greet([methods.none])
    if (method === 'refused') {
      yield reconnect()
      method = (yield* greet([methods.gssapi, methods.password])) ?? method
    }
    if (!usualPorts.includes(port)) return method === undefined ? undefined : toMatch(method, false)
    yield reconnect()
    const isVersion4 = yield* askVersion4()
    return method !== undefined || isVersion4 ? toMatch(method, isVersion4) : undefined
  },
})

/** What a server may choose, and its word for choosing nothing. */
const methods = { none: 0, gssapi: 1, password: 2, refused: 255 } as const

function* greet(offered: readonly number[]): DetectorSteps<string | undefined> {
  const greeting = Buffer.from([5, offered.length, ...offered])
  const { bytes } = yield send(greeting, { until: (bytes) => bytes.length >= 2, timeoutMs: 1500 })
  if (bytes.length !== 2 || bytes[0] !== 5) return undefined
  return Object.entries(methods).find(([, code]) => code === bytes[1])?.[0]
}

// CONNECT to port 0 of 0.0.0.0 for nobody (SOCKS 4 protocol, 1).
const impossibleRequest = Buffer.from([4, 1, 0, 0, 0, 0, 0, 0, 0])

/** The reply is 8 bytes: 0, a code from 90 to 93, and what the server likes. */
function* askVersion4(): DetectorSteps<boolean> {
  const { bytes } = yield send(impossibleRequest, {
    until: (bytes) => bytes.length >= 8,
    timeoutMs: 1000,
  })
  const code = bytes[1] ?? 0
  return bytes.length === 8 && bytes[0] === 0 && code >= 90 && code <= 93
}

function toMatch(method: string | undefined, isVersion4: boolean): Match {
  const isOpen = method === 'none'
  return {
    service: 'socks',
    confidence: method === undefined ? 80 : 95,
    evidence: method === undefined ? 'SOCKS 4 reply' : `SOCKS 5 method "${method}"`,
    clues: [],
    ...(method === undefined ? {} : { isAuthRequired: !isOpen, isAnonymousAllowed: isOpen }),
    extra: { versions: [...(method === undefined ? [] : [5]), ...(isVersion4 ? [4] : [])], method },
  }
}
