import { defineDetector } from './define-detector.ts'
import { send } from './steps.ts'
import { hasLine } from './text-lines.ts'

/** SpamAssassin's daemon (spamd/PROTOCOL of its source): PING. Tells the protocol's version, not its own. */
export const spamd = defineDetector({
  id: 'spamd',
  title: 'SpamAssassin daemon',
  transport: 'tcp',
  ports: [783],
  prevalence: 5,
  maxConnections: 1,
  matchError: (bytes) => versionOf(bytes) !== undefined,
  *detect() {
    const reply = yield send('PING SPAMC/1.5\r\n\r\n', { until: hasLine, timeoutMs: 1500 })
    const version = versionOf(reply.bytes)
    if (version === undefined) return undefined
    return {
      service: 'spamd',
      confidence: 100,
      evidence: `reply of protocol SPAMD/${version}`,
      clues: [{ field: 'spamd.product', text: 'spamassassin' }],
      isAuthRequired: false,
      isAnonymousAllowed: true,
      extra: { protocol: version },
    }
  },
})

function versionOf(bytes: Buffer): string | undefined {
  return /^SPAMD\/(\d\.\d) \d{1,3} /.exec(bytes.toString('latin1', 0, 20))?.[1]
}
