import { describe, expect, it } from 'vitest'

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
    ['redis.product', 'valkey 8.0.1', ['Valkey', '8.0.1', undefined]],
    ['smtp.greeting', 'mail.example ESMTP Exim 4.96 Mon', ['Exim', '4.96', undefined]],
  ])('reads %s "%s"', (field, text, expected) => {
    const software = identifySoftware([{ field, text }])
    expect([software.product, software.version, software.os]).toEqual(expected)
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
