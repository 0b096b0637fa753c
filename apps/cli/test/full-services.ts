import { type ServiceRecord } from '@windvane/model'

/** Services, one of them with every member. */
export const fullServices: readonly ServiceRecord[] = [
  sshService(),
  service(25, 'smtp', { product: 'Postfix', tunnel: 'none', version: '3.7.11' }),
  service(80, 'http', { product: 'nginx', version: '1.22.1' }),
  service(443, 'http', { product: 'nginx', version: '1.22.1', tunnel: 'tls' }),
  service(6379, 'redis', { product: 'Redis', version: '7.0.15', isAnonymousAllowed: true }),
  { ...service(53, 'domain', { product: 'BIND', version: '9.18.49' }), transport: 'udp' },
  { ...service(443, 'https', { method: 'port', confidence: 10 }), address: '2001:db8::10' },
]

function service(port: number, name: string, more: Partial<ServiceRecord>): ServiceRecord {
  return {
    address: '192.0.2.10',
    port,
    transport: 'tcp',
    name,
    tunnel: 'none',
    cpe: [],
    software: [],
    method: 'probe',
    confidence: 100,
    detector: name,
    evidence: `${name} answered as it should`,
    extra: {},
    exchanges: [],
    seenAt: '2026-11-25T22:14:18.000Z',
    ...more,
  }
}

function sshService(): ServiceRecord {
  return service(22, 'ssh', {
    product: 'OpenSSH',
    vendor: 'OpenBSD',
    version: '9.2p1',
    cpe: ['cpe:2.3:a:openbsd:openssh:9.2:p1:*:*:*:*:*:*'],
    os: 'Debian 12',
    hostname: 'web1',
    software: [
      {
        part: 'application',
        product: 'OpenSSH',
        vendor: 'OpenBSD',
        version: '9.2p1',
        cpe: 'cpe:2.3:a:openbsd:openssh:9.2:p1:*:*:*:*:*:*',
        packageRevision: 'deb12u10',
        field: 'ssh.software',
        text: 'OpenSSH_9.2p1 Debian-2+deb12u10',
      },
    ],
    banner: 'SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u10',
    bannerRaw: toBase64('SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u10\r\n'),
    bannerSha256: 'ab'.repeat(32),
    isBannerTruncated: false,
    method: 'banner',
    isAuthRequired: true,
    extra: { hassh: '0123456789abcdef', kex: ['curve25519-sha256', 'sntrup761x25519-sha512'] },
    exchanges: [
      {
        sent: toBase64('SSH-2.0-Windvane\r\n'),
        received: toBase64('SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u10\r\n'),
        end: 'matched',
        isTruncated: false,
      },
      {
        sent: '',
        received: Buffer.from(Array.from({ length: 300 }, (_, i) => (i * 7) % 256)).toString(
          'base64',
        ),
        end: 'idle',
        isTruncated: true,
      },
    ],
  })
}

function toBase64(text: string): string {
  return Buffer.from(text).toString('base64')
}
