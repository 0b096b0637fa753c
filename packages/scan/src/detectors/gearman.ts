import { defineDetector, type Match } from './define-detector.ts'
import { send } from './steps.ts'
import { hasLine } from './text-lines.ts'

/** Gearman's job server (gearman.org, Protocol, Administrative Protocol): `version` and `status`, both read only. */
export const gearman = defineDetector({
  id: 'gearman',
  title: 'Gearman job server',
  transport: 'tcp',
  ports: [4730],
  prevalence: 5,
  maxConnections: 1,
  matchError: (bytes) => bytes.toString('latin1', 0, 19) === 'ERR unknown_command',
  *detect() {
    const reply = yield send('version\r\n', { until: hasLine, timeoutMs: 1500 })
    const version = /^(?:OK )?(\d{1,2}\.\d[\w.+~-]{0,30})\r?\n/.exec(toText(reply.bytes))?.[1]
    if (version === undefined) return undefined
    const status = yield send('status\r\n', { until: hasEnd, timeoutMs: 1500 })
    const functions = readFunctions(toText(status.bytes))
    return functions && toMatch(version, functions)
  },
})

function toText(bytes: Buffer): string {
  return bytes.toString('latin1', 0, 16_384)
}

function hasEnd(bytes: Buffer): boolean {
  return /(?:^|\n)\.\r?\n/.test(toText(bytes))
}

const maxFunctions = 100

/** Lines of name, jobs waiting, jobs running and workers, parted by tabs; a dot ends them. */
function readFunctions(text: string): readonly string[] | undefined {
  const lines = text.split(/\r?\n/, maxFunctions + 2)
  const end = lines.indexOf('.')
  const rows = lines.slice(0, end < 0 ? maxFunctions : end)
  const isList = rows.every((row) => /^[^\t]{1,500}\t\d+\t\d+\t\d+$/.test(row))
  const isTold = text.length > 0 && (end >= 0 || rows.length === maxFunctions)
  return isTold && isList ? rows.map((row) => row.split('\t', 1)[0] ?? '') : undefined
}

function toMatch(version: string, functions: readonly string[]): Match {
  return {
    service: 'gearman',
    confidence: 100,
    evidence: `version ${version}, ${functions.length} functions`,
    clues: [{ field: 'gearman.version', text: version }],
    isAuthRequired: false,
    isAnonymousAllowed: true,
    extra: { serverVersion: version, functions },
  }
}
