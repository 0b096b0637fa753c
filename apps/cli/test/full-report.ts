import { type ScanReport } from '@windvane/model'
import { fullFindings } from './full-findings.ts'
import { fullHosts } from './full-hosts.ts'
import { fullPage } from './full-page.ts'
import { fullPortGroups, fullPorts } from './full-ports.ts'
import { fullServices } from './full-services.ts'
import { fullSummary } from './full-summary.ts'
import { fullEndpoint, fullTls } from './full-tls.ts'

/** A report with every member filled, as of a small web and mail host. */
export const fullReport: ScanReport = {
  target: 'www.host.example',
  addresses: [
    { address: '192.0.2.10', family: 4 },
    { address: '2001:db8::10', family: 6 },
    { address: '10.0.0.9', family: 4, skipped: 'private (RFC 1918)' },
  ],
  resolution: { cnames: ['edge.host.example'], ttlSeconds: 300, resolver: 'system' },
  hosts: fullHosts,
  ports: fullPorts,
  portGroups: fullPortGroups,
  services: fullServices,
  tls: fullTls,
  tlsEndpoints: [fullEndpoint],
  http: [fullPage],
  findings: fullFindings,
  failures: [
    { stage: 'services', address: '192.0.2.10', port: 22, detector: 'tls', message: 'reset' },
    { stage: 'ports', address: '2001:db8::10', message: 'Nearly every port is open' },
  ],
  summary: fullSummary,
}
