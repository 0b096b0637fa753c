import { describe, expect, it } from 'vitest'

import { formatCpe } from './format-cpe.ts'
import { identifySoftware } from './identify-software.ts'

describe('identifySoftware()', () => {
  it('keeps the package revision of a distribution out of the version', () => {
    const text = 'OpenSSH_9.2p1 Debian-2+deb12u10'
    expect(identifySoftware([{ field: 'ssh.software', text }])).toMatchObject({
      product: 'OpenSSH',
      vendor: 'OpenBSD',
      version: '9.2p1',
      cpe: [
        'cpe:2.3:a:openbsd:openssh:9.2:p1:*:*:*:*:*:*',
        'cpe:2.3:o:debian:debian_linux:12.0:*:*:*:*:*:*:*',
      ],
      os: 'Debian 12',
      software: [
        {
          part: 'application',
          version: '9.2p1',
          packageRevision: 'deb12u10',
          field: 'ssh.software',
        },
        { part: 'os', product: 'Debian 12', text },
      ],
    })
  })

  it.each([
    ['ssh.software', 'OpenSSH_8.9p1 Ubuntu-3ubuntu0.10', ['OpenSSH', '8.9p1', 'Ubuntu 22.04']],
    ['ssh.software', 'OpenSSH_8.4p1 Debian-5+deb11u3', ['OpenSSH', '8.4p1', 'Debian 11']],
    ['ssh.software', 'OpenSSH_9.9', ['OpenSSH', '9.9', undefined]],
    ['ssh.software', 'dropbear_2022.83', ['Dropbear', '2022.83', undefined]],
    ['http.server', 'Apache/2.4.62 (Debian)', ['Apache httpd', '2.4.62', 'Debian']],
    ['http.server', 'Apache', ['Apache httpd', undefined, undefined]],
    ['http.server', 'Microsoft-IIS/10.0', ['Microsoft IIS', '10.0', 'Windows']],
    ['http.server', 'nginx', ['nginx', undefined, undefined]],
    ['mysql.version', '8.0.36-0ubuntu0.22.04.1', ['MySQL', '8.0.36', 'Ubuntu 22.04']],
    ['mysql.version', '5.5.5-10.11.6-MariaDB-0+deb12u1', ['MariaDB', '10.11.6', 'Debian 12']],
    ['dns.version', '9.18.49-1~deb12u3-Debian', ['BIND', '9.18.49', 'Debian 12']],
    ['dns.version', 'dnsmasq-2.89', ['dnsmasq', '2.89', undefined]],
    ['ssh.software', 'OpenSSH_9.2p1 Debian-2', ['OpenSSH', '9.2p1', 'Debian 12']],
    ['ssh.software', 'OpenSSH_9.7 FreeBSD-20240318', ['OpenSSH', '9.7', 'FreeBSD']],
    ['ssh.software', 'OpenSSH_for_Windows_9.5', ['OpenSSH', '9.5', 'Windows']],
    ['mysql.version', '10.6.5-MariaDB-1:10.6.5+maria~focal', ['MariaDB', '10.6.5', 'Ubuntu 20.04']],
    ['mysql.version', '11.4.2-MariaDB-ubu2204', ['MariaDB', '11.4.2', 'Ubuntu 22.04']],
    [
      'dns.version',
      '9.11.4-P2-RedHat-9.11.4-26.P2.el7_9.16',
      ['BIND', '9.11.4-P2', 'Enterprise Linux 7'],
    ],
    [
      'os',
      'Linux 5.14.0-427.13.1.el9_4.x86_64 x86_64',
      [undefined, undefined, 'Enterprise Linux 9'],
    ],
    ['os', 'Linux 6.1.0-18-amd64 x86_64', [undefined, undefined, 'Debian 12']],
    ['os', 'Linux 6.12.43+deb13-amd64 x86_64', [undefined, undefined, 'Debian 13']],
    ['os', 'Linux 6.8.0-45-generic x86_64', [undefined, undefined, 'Linux']],
    ['windows.version', '10.0.20348', [undefined, undefined, 'Windows Server 2022']],
    [
      'windows.version',
      '10.0.17763',
      [undefined, undefined, 'Windows 10 1809 or Windows Server 2019'],
    ],
    ['windows.version', '10.0.31337', [undefined, undefined, 'Windows']],
    ['redis.product', 'valkey 8.0.1', ['Valkey', '8.0.1', undefined]],
    ['smtp.greeting', 'mail.example ESMTP Exim 4.96 Mon', ['Exim', '4.96', undefined]],
  ])('reads %s "%s"', (field, text, expected) => {
    const software = identifySoftware([{ field, text }])
    expect([software.product, software.version, software.os]).toEqual(expected)
  })

  it('names a product once, with the version that one of its clues tells', () => {
    const software = identifySoftware([
      { field: 'imap.greeting', text: 'Dovecot ready.' },
      { field: 'imap.id', text: 'Dovecot 2.3.19' },
    ])
    expect(software).toMatchObject({ product: 'Dovecot', version: '2.3.19' })
    expect(software.cpe).toEqual(['cpe:2.3:a:dovecot:dovecot:2.3.19:*:*:*:*:*:*:*'])
  })

  it('lists what runs inside the server as further platforms', () => {
    const software = identifySoftware([
      { field: 'http.server', text: 'Apache/2.4.62' },
      { field: 'http.x-powered-by', text: 'PHP/8.2.7' },
    ])
    expect(software.product).toBe('Apache httpd')
    expect(software.cpe).toContain('cpe:2.3:a:php:php:8.2.7:*:*:*:*:*:*:*')
  })

  it('says nothing about what it does not know', () => {
    expect(identifySoftware([{ field: 'http.server', text: 'Homemade/1.0' }])).toEqual({
      cpe: [],
      software: [],
    })
  })
})

describe('formatCpe()', () => {
  it.each([
    ['openbsd:openssh', '9.2p1', '9.2:p1'],
    ['isc:bind', '9.11.4-P2', '9.11.4:p2'],
    ['proftpd:proftpd', '1.3.5rc3', '1.3.5:rc3'],
    ['proftpd:proftpd', '1.3.7a', '1.3.7:a'],
    ['openssl:openssl', '1.1.1k', '1.1.1k:*'],
    ['exim:exim', '4.96', '4.96:*'],
    ['x:y', '1.0+git', String.raw`1.0\+git:*`],
    ['x:y', undefined, '*:*'],
  ])('writes %s %s as %s', (name, version, expected) => {
    const cpe = formatCpe({ part: 'a', name, ...(version ? { version } : {}) })
    expect(cpe).toBe(`cpe:2.3:a:${name}:${expected}:*:*:*:*:*:*`)
  })
})
