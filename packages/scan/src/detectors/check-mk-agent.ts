import { defineDetector, type Match } from './define-detector.ts'
import { receive } from './steps.ts'

/** Checkmk agent (docs.checkmk.com, The agent's output): sends its report unasked, the section check_mk first. */
export const checkMkAgent = defineDetector({
  id: 'check-mk-agent',
  title: 'Checkmk agent',
  transport: 'tcp',
  ports: [6556],
  prevalence: 5,
  maxConnections: 1,
  matchBanner: parseReport,
  *detect() {
    const report = yield receive({ until: hasSection, timeoutMs: 1500 })
    return parseReport(report.bytes)
  },
})

const firstSection = '<<<check_mk>>>\n'

/** The head of the report is enough; the rest tells what is no business of a scan. */
function toText(bytes: Buffer): string {
  return bytes.toString('utf8', 0, 4096)
}

function hasSection(bytes: Buffer): boolean {
  return toText(bytes).includes('\n<<<')
}

function parseReport(bytes: Buffer): Match | undefined {
  const text = toText(bytes)
  if (!text.startsWith(firstSection)) return undefined
  const section = text.slice(firstSection.length).split('\n<<<', 1)[0] ?? ''
  const fields = new Map(section.split('\n', 50).map(toField))
  const version = fields.get('Version')
  const os = fields.get('AgentOS')?.replace(/^[a-z]/, (first) => first.toUpperCase())
  const hostName = fields.get('Hostname')
  return {
    service: 'check-mk-agent',
    confidence: 100,
    evidence: `report of agent version ${version ?? 'not told'}`,
    clues: [
      { field: 'check-mk-agent.version', text: version ?? '' },
      ...(os ? [{ field: 'os', text: os }] : []),
    ],
    ...(hostName ? { hostname: hostName.toLowerCase() } : {}),
    banner: Buffer.from(section),
    isAuthRequired: false,
    isAnonymousAllowed: true,
    extra: { serverVersion: version, os, hostName },
  }
}

function toField(line: string): readonly [string, string] {
  const colon = line.indexOf(':')
  return colon < 0 ? [line, ''] : [line.slice(0, colon), line.slice(colon + 1, colon + 200).trim()]
}
