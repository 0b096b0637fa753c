import { defineDetector, type Match } from './define-detector.ts'
import { farewellMs, receive, send } from './steps.ts'

/** Varnish's command port (varnish-cli(7)): greeting only, which is a challenge or, without a secret, the banner. */
export const varnishCli = defineDetector({
  id: 'varnish-cli',
  title: 'Varnish command line interface',
  transport: 'tcp',
  ports: [6082],
  prevalence: 5,
  maxConnections: 1,
  matchBanner: matchGreeting,
  *detect() {
    const greeting = yield receive({ until: hasBody })
    const match = matchGreeting(greeting.bytes)
    if (match) yield send('quit\n', { timeoutMs: farewellMs })
    return match
  },
})

const headBytes = 13

/** A status line of 13 bytes names the length of what follows (varnish-cli(7), Wire protocol). */
function lengthOf(bytes: Buffer): number | undefined {
  const length = /^\d{3} (\d{1,8}) *\n/.exec(bytes.toString('latin1', 0, headBytes))?.[1]
  return length === undefined ? undefined : Number(length)
}

function hasBody(bytes: Buffer): boolean {
  return bytes.length > headBytes + Math.min(lengthOf(bytes) ?? 0, 4096)
}

function matchGreeting(bytes: Buffer): Match | undefined {
  const length = lengthOf(bytes)
  if (length === undefined || !hasBody(bytes)) return undefined
  const code = bytes.toString('latin1', 0, 3)
  const text = bytes.toString('latin1', headBytes, headBytes + Math.min(length, 4096))
  const isLocked = code === '107' && text.includes('\nAuthentication required.\n')
  const isOpen = code === '200' && text.includes('Varnish Cache CLI')
  if (!isLocked && !isOpen) return undefined
  const software = /\n(varnish-[^\n]{1,100})/.exec(text)?.[1]
  return {
    service: 'varnish-cli',
    confidence: 100,
    evidence: isLocked ? 'asks for its secret' : 'takes commands without its secret',
    clues: [{ field: 'varnish.banner', text: software ?? 'varnish' }],
    isAuthRequired: isLocked,
    isAnonymousAllowed: isOpen,
    extra: { software },
  }
}
