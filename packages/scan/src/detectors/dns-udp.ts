import { defineDetector } from './define-detector.ts'
import { askNameServer } from './dns-dialogue.ts'
import { receive, send } from './steps.ts'

/** DNS over UDP (RFC 1035 4.2.1). */
export const dnsUdp = defineDetector({
  id: 'dns-udp',
  title: 'Domain Name System over UDP',
  transport: 'udp',
  ports: [53],
  prevalence: 90,
  maxConnections: 1,
  detect: () =>
    askNameServer({
      ask: send,
      wait: receive,
      read: (bytes) => bytes,
      goesOnWhenSilent: true,
    }),
})
