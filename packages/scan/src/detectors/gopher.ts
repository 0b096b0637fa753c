import { defineDetector, type Match } from './define-detector.ts'
import { send } from './steps.ts'
import { toLines } from './text-lines.ts'

/** Gopher (RFC 1436): the empty selector, which asks for the root menu. */
export const gopher = defineDetector({
  id: 'gopher',
  title: 'Gopher',
  transport: 'tcp',
  ports: [70],
  prevalence: 3,
  maxConnections: 1,
  *detect() {
    const reply = yield send('\r\n', { until: hasLastLine, timeoutMs: 1500, idleMs: 500 })
    const items = parseMenu(reply.bytes)
    return items && toMatch(items)
  },
})

function hasLastLine(bytes: Buffer): boolean {
  return /(?:^|\n)\.\r?\n$/.test(bytes.toString('latin1', Math.max(0, bytes.length - 4)))
}

type Item = { readonly type: string; readonly label: string; readonly host: string }

/** A type, a label, and behind tabs a selector, a host and a port (RFC 1436 2). */
function parseMenu(bytes: Buffer): readonly Item[] | undefined {
  const lines = toLines(bytes).filter((line) => line !== '' && line !== '.')
  const items = lines.flatMap((line) => {
    const item =
      /^([0-9+a-zA-Z;:<?])([^\t]{0,200})\t[^\t]{0,500}\t([^\t]{1,253})\t\d{1,5}(?:\t|$)/.exec(line)
    return item?.[1] === undefined
      ? []
      : [{ type: item[1], label: item[2] ?? '', host: item[3] ?? '' }]
  })
  // The last line may have been cut.
  return items.length > 0 && items.length >= lines.length - 1 ? items : undefined
}

function toMatch(items: readonly Item[]): Match {
  const software = items.find(({ label }) => /\bGopher(?:ed by|nicus)/i.test(label))?.label.trim()
  const hosts = [...new Set(items.map(({ host }) => host))]
  const hostname = hosts.find(
    (host) => host.includes('.') && !/^(?:null\.host|error\.host|[\d.]+)$/.test(host),
  )
  return {
    service: 'gopher',
    confidence: 95,
    evidence: `menu of ${items.length} items`,
    clues: software === undefined ? [] : [{ field: 'gopher.software', text: software }],
    ...(hostname === undefined ? {} : { hostname: hostname.toLowerCase() }),
    isAnonymousAllowed: true,
    extra: { items: items.slice(0, 20).map(({ type, label }) => `${type} ${label}`), software },
  }
}
