import { defineDetector } from './define-detector.ts'
import { send } from './steps.ts'

/**
 * Cisco Smart Install (Cisco security response cisco-sr-20170214-smi): the message by which Cisco
 * itself tells whether a switch is a Smart Install client. It asks for nothing and changes nothing;
 * for want of a published protocol it is sent to its own port only.
 */
export const smartInstall = defineDetector({
  id: 'smart-install',
  title: 'Cisco Smart Install',
  transport: 'tcp',
  ports: [4786],
  prevalence: 0,
  maxConnections: 1,
  *detect() {
    const reply = yield send(question, {
      until: (bytes) => bytes.length >= answer.length,
      timeoutMs: 1500,
    })
    if (!reply.bytes.subarray(0, answer.length).equals(answer)) return undefined
    return {
      service: 'smart-install',
      confidence: 100,
      evidence: 'answers as a Smart Install client',
      clues: [{ field: 'smart-install.role', text: 'client' }],
      isAuthRequired: false,
      isAnonymousAllowed: true,
      extra: { role: 'client' },
    }
  },
})

const question = words(1, 1, 4, 8, 1, 0)
const answer = words(4, 0, 3, 8, 1, 0)

function words(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4)
  values.forEach((value, index) => bytes.writeUInt32BE(value, index * 4))
  return bytes
}
