import { defineDetector, type Match } from './define-detector.ts'
import { receive } from './steps.ts'

/** hddtemp as a daemon (hddtemp(8), TCP/IP daemon mode): the disks and their temperatures, unasked. */
export const hddtemp = defineDetector({
  id: 'hddtemp',
  title: 'Hard disk temperatures',
  transport: 'tcp',
  ports: [7634],
  prevalence: 3,
  maxConnections: 1,
  matchBanner: matchDisks,
  *detect() {
    const greeting = yield receive({ until: hasDisk, idleMs: 300 })
    return matchDisks(greeting.bytes)
  },
})

// A device, its model, degrees or a state such as SLP, and the unit.
const disk = /\|(\/dev\/[\w/-]{1,40})\|([^|\r\n]{0,80})\|([A-Z0-9]{1,5})\|([CF*])\|/g

function hasDisk(bytes: Buffer): boolean {
  return bytes.toString('latin1', 0, 4096).search(disk) === 0
}

function matchDisks(bytes: Buffer): Match | undefined {
  if (!hasDisk(bytes)) return undefined
  const disks = [...bytes.toString('latin1', 0, 4096).matchAll(disk)]
    .slice(0, 50)
    .map(([, device, model, temperature, unit]) => ({ device, model, temperature, unit }))
  return {
    service: 'hddtemp',
    confidence: 100,
    evidence: `temperatures of ${disks.length} disks`,
    clues: [{ field: 'hddtemp.product', text: 'hddtemp' }],
    isAnonymousAllowed: true,
    extra: { disks },
  }
}
