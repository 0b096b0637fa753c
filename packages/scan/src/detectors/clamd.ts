import { defineDetector } from './define-detector.ts'
import { send } from './steps.ts'
import { hasLine } from './text-lines.ts'

/** The ClamAV daemon (clamd(8)): VERSION. It knows no login: whoever reaches it may also stop it. */
export const clamd = defineDetector({
  id: 'clamd',
  title: 'ClamAV daemon',
  transport: 'tcp',
  ports: [3310],
  prevalence: 5,
  maxConnections: 1,
  matchError: (bytes) => bytes.toString('latin1', 0, 16) === 'UNKNOWN COMMAND\n',
  *detect() {
    const reply = yield send('nVERSION\n', { until: hasLine, timeoutMs: 1500 })
    const text = reply.bytes.toString('latin1', 0, 200)
    const answer = /^ClamAV (\d[\w.-]{0,40})(?:\/(\d{1,9})\/([^\n]{1,60}))?\n/.exec(text)
    if (!answer) return undefined
    const [, version = '', databaseVersion, databaseTime] = answer
    return {
      service: 'clamd',
      confidence: 100,
      evidence: `version ${version}`,
      clues: [{ field: 'clamd.version', text: version }],
      isAuthRequired: false,
      isAnonymousAllowed: true,
      extra: { serverVersion: version, databaseVersion, databaseTime },
    }
  },
})
