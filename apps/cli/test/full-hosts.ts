import { type HostRecord } from '@windvane/model'

/** Two hosts with every fact between them. */
export const fullHosts: readonly HostRecord[] = [
  {
    address: '192.0.2.10',
    family: 4,
    state: 'up',
    rttMs: 21.42,
    names: [
      { name: 'www.host.example', source: 'target' },
      { name: 'ptr.host.example', source: 'ptr', isConfirmed: true },
      { name: 'old.host.example', source: 'ptr', isConfirmed: false },
      { name: 'mail.host.example', source: 'service' },
      { name: '*.host.example', source: 'certificate' },
      { name: 'login.host.example', source: 'redirect' },
    ],
    os: {
      name: 'Debian Linux 12',
      cpe: 'cpe:2.3:o:debian:debian_linux:12:*:*:*:*:*:*:*',
      confidence: 90,
      evidence: ['22/tcp ssh: OpenSSH_9.2p1 Debian-2+deb12u10', '80/tcp http: nginx/1.22.1'],
    },
    provider: { kind: 'cdn', name: 'Example CDN', evidence: 'header via: example-edge' },
    isAllOpen: false,
    isTarpit: false,
  },
  {
    address: '2001:db8::10',
    family: 6,
    state: 'up',
    names: [],
    isAllOpen: true,
    isTarpit: true,
  },
]
