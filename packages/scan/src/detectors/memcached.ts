import { defineDetector } from './define-detector.ts'
import { send } from './steps.ts'
import { hasLine } from './text-lines.ts'

/** memcached's text protocol (protocol.txt of its source): `version`. */
export const memcached = defineDetector({
  id: 'memcached',
  title: 'memcached',
  transport: 'tcp',
  ports: [11211],
  prevalence: 20,
  maxConnections: 1,
  matchError: (bytes) => bytes.toString('latin1', 0, 7) === 'ERROR\r\n',
  *detect() {
    const reply = yield send('version\r\n', { until: hasLine, timeoutMs: 1500 })
    const version = /^VERSION (\S{1,50})/.exec(reply.bytes.toString('latin1', 0, 100))?.[1]
    if (version === undefined) return undefined
    return {
      service: 'memcached',
      confidence: 100,
      evidence: `version ${version}`,
      clues: [{ field: 'memcached.version', text: version }],
      extra: { serverVersion: version },
    }
  },
})
