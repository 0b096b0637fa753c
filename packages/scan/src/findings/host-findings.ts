import { defineFinding } from './define-finding.ts'

/** Findings about a host as a whole. */
export const hostFindings = [
  defineFinding({
    id: 'host-all-open',
    title: 'Nearly every port accepts connections',
    severity: 'info',
    description:
      'A honeypot, a SYN proxy or a front that accepts everything: open ports of this host tell nothing unless a service was named on them.',
    ofHost: ({ isAllOpen }) =>
      isAllOpen ? 'more than 60 % of the ports tried at random accept' : undefined,
  }),
  defineFinding({
    id: 'host-tarpit',
    title: 'Ports accept connections and stay silent',
    severity: 'info',
    description:
      'No probe got an answer from any open port: a tarpit, or a firewall that completes handshakes for hosts behind it.',
    ofHost: ({ isTarpit }) => (isTarpit ? 'every open port was silent to every probe' : undefined),
  }),
] as const
