import { defineDetector, type Match } from './define-detector.ts'
import { receive, send } from './steps.ts'

/** Subversion (protocol of libsvn_ra_svn): greeting, then which logins the root of the server takes. */
export const svn = defineDetector({
  id: 'svn',
  title: 'Subversion',
  transport: 'tcp',
  ports: [3690],
  prevalence: 8,
  maxConnections: 1,
  matchBanner: matchGreeting,
  *detect({ host }) {
    const greeting = yield receive({ until: hasItem })
    const match = matchGreeting(greeting.bytes)
    if (!match) return undefined
    const url = `svn://${host.includes(':') ? `[${host}]` : host}/`
    const hello = `( 2 ( edit-pipeline svndiff1 ) ${url.length}:${url} ) `
    const reply = yield send(hello, { until: hasItem, timeoutMs: 1500 })
    return { ...match, ...readAccess(reply.bytes.toString('latin1', 0, 4096), match) }
  },
})

/** A list ends with a parenthesis and white space. */
function hasItem(bytes: Buffer): boolean {
  return /\)\s$/.test(bytes.toString('latin1', Math.max(0, bytes.length - 2)))
}

function matchGreeting(bytes: Buffer): Match | undefined {
  const text = bytes.toString('latin1', 0, 4096)
  const greeting =
    /^\( success \( (\d{1,3}) (\d{1,3}) \(([A-Z0-9 -]{0,200})\) \(([a-z0-9 -]{0,2000})\) \) \)\s/.exec(
      text,
    )
  if (!greeting) return undefined
  const [, minimum, maximum, mechanisms = '', capabilities = ''] = greeting
  return {
    service: 'svn',
    confidence: 100,
    evidence: `greeting of protocol ${minimum} to ${maximum}`,
    clues: [{ field: 'svn.product', text: 'subversion' }],
    extra: {
      minimumVersion: Number(minimum),
      maximumVersion: Number(maximum),
      mechanisms: toWords(mechanisms),
      capabilities: toWords(capabilities),
    },
  }
}

function toWords(text: string): readonly string[] {
  return text.split(' ', 100).filter((word) => word !== '')
}

type Access = Pick<Match, 'isAuthRequired' | 'isAnonymousAllowed' | 'extra'>

function readAccess(text: string, { extra }: Match): Partial<Access> {
  const offered = /^\( success \( \(([A-Z0-9 -]{0,200})\) /.exec(text)?.[1]
  if (offered === undefined) return text.startsWith('( failure ') ? toFailure(text, extra) : {}
  const mechanisms = toWords(offered)
  const isAnonymousAllowed = mechanisms.includes('ANONYMOUS')
  const isAuthRequired = !isAnonymousAllowed && mechanisms.length > 0
  return { isAuthRequired, isAnonymousAllowed, extra: { ...extra, mechanisms } }
}

/** Texts are written as their length, a colon and the text. */
function toFailure(text: string, extra: Match['extra']): Partial<Access> {
  const head = /^\( failure \( \( \d{1,9} (\d{1,4}):/.exec(text)
  if (!head) return {}
  const error = text.slice(head[0].length, head[0].length + Math.min(Number(head[1]), 200))
  return { extra: { ...extra, error } }
}
