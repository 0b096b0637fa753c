import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { type HostRecord, type ServiceRecord } from '@windvane/model'
import { describe, expect, it } from 'vitest'

import { detectors } from '../detectors/index.ts'
import { replayTranscript, type Transcript } from '../detectors/replay-transcript.ts'
import { toServiceRecord } from '../service/to-service-record.ts'
import { judgeHost, judgeService } from './judge.ts'
import { serviceFindings } from './service-findings.ts'

/** What a scan would have recorded of the daemon in a recording. */
async function toRecord(file: string): Promise<ServiceRecord> {
  const path = join(import.meta.dirname, '../../fixtures', `${file}.json`)
  // The recorder writes this type.
  const transcript = JSON.parse(readFileSync(path, 'utf8')) as Transcript
  const detector = detectors.find(({ id }) => id === transcript.detector)
  const replayed = detector && (await replayTranscript(detector, transcript))
  if (!replayed) throw new Error(`Cannot replay ${file}`)
  const { port, tunnel } = transcript.context
  const outcome = { ...replayed, detector: transcript.detector, tunnel, exchanges: [] }
  return toServiceRecord(
    { address: '192.0.2.1', port },
    { outcome: { ...outcome, method: 'probe' }, greeting: Buffer.alloc(0) },
  )
}

async function idsOf(file: string): Promise<readonly string[]> {
  return judgeService(await toRecord(file)).map(({ id }) => id)
}

describe('the findings about services, on recordings of real daemons', () => {
  it.each([
    ['amqp/rabbitmq', ['amqp-clear-login']],
    ['amqp/rhea', ['amqp-anonymous', 'amqp-clear-login']],
    ['dns/bind', ['dns-version-shown']],
    ['dns/bind-no-version', []],
    ['ftp/proftpd', ['ftp-no-tls']],
    ['ftp/vsftpd', ['ftp-no-tls']],
    ['imap/dovecot', []],
    ['imap/dovecot-tls', []],
    ['ldap/openldap', ['ldap-anonymous-read', 'ldap-no-tls']],
    ['ldap/openldap-starttls', []],
    ['ldap/openldap-tls', []],
    ['memcached/memcached', ['memcached-anonymous']],
    ['memcached/memcached-login', []],
    ['memcached/memcached-sasl', []],
    ['mongodb/specification', ['mongodb-anonymous']],
    ['mongodb/specification-locked', []],
    ['mqtt/mosquitto', ['mqtt-anonymous']],
    ['mqtt/mosquitto-password', []],
    ['mysql/mariadb', []],
    ['pop3/dovecot', []],
    ['postgresql/postgresql', []],
    ['postgresql/postgresql-no-entry', []],
    ['postgresql/postgresql-password', ['postgresql-clear-password']],
    ['postgresql/postgresql-trust', ['postgresql-trust']],
    ['postgresql/pgbouncer', ['database-no-tls']],
    ['rdp/freerdp-nla', ['ntlm-names-shown']],
    ['rdp/xrdp', ['rdp-no-nla', 'rdp-standard-security']],
    ['redis/redis', ['redis-anonymous']],
    ['redis/redis-cluster', ['redis-anonymous']],
    ['redis/redis-password', []],
    ['redis/redis-sentinel', ['redis-sentinel-anonymous']],
    ['rsync/rsync', ['rsync-open-module', 'rsync-modules-listed']],
    ['smb/samba', ['smb-signing-not-required', 'ntlm-names-shown']],
    ['smb/samba-smb1', ['smb1-enabled', 'ntlm-names-shown']],
    ['smtp/exim', ['smtp-login-before-tls']],
    ['smtp/exim-unnamed', ['smtp-clear-login', 'smtp-no-tls']],
    ['smtp/postfix', ['smtp-vrfy']],
    ['ssh/dropbear', ['ssh-legacy-algorithms']],
    ['ssh/openssh', []],
    [
      'ssh/openssh-old-algorithms',
      ['ssh-broken-algorithms', 'ssh-legacy-algorithms', 'ssh-weak-host-key'],
    ],
    ['telnet/inetutils', ['telnet-open']],
    ['vnc/tigervnc-none', ['vnc-no-authentication']],
    ['vnc/tigervnc-password', []],
    ['vnc/tightvnc', ['vnc-unencrypted']],
    ['vnc/x11vnc', ['vnc-no-authentication', 'vnc-unencrypted']],
  ])('%s: %j', async (file, expected) => {
    expect(await idsOf(file)).toEqual(expected)
  })

  it('bring the evidence', async () => {
    const weak = judgeService(await toRecord('ssh/openssh-old-algorithms'))
    expect(weak.map(({ evidence }) => evidence)).toEqual([
      'diffie-hellman-group1-sha1, ssh-dss, 3des-cbc, hmac-md5',
      'diffie-hellman-group14-sha1, ssh-rsa, aes128-cbc, hmac-sha1-96',
      expect.stringMatching(/^ssh-rsa 1024 SHA256:\S{43}, ssh-dss 1024 SHA256:\S{43}$/),
    ])
    const [open] = judgeService(await toRecord('rsync/rsync'))
    expect(open?.evidence).toBe('modules pub')
  })
})

function toService(facts: Partial<ServiceRecord>): ServiceRecord {
  return {
    address: '192.0.2.1',
    port: 4000,
    transport: 'tcp',
    name: 'unknown',
    tunnel: 'none',
    cpe: [],
    software: [],
    method: 'probe',
    confidence: 100,
    detector: 'test',
    evidence: 'as seen',
    extra: {},
    exchanges: [],
    seenAt: '2026-01-01T00:00:00Z',
    ...facts,
  }
}

function judged(facts: Partial<ServiceRecord>): readonly string[] {
  return judgeService(toService(facts)).map(({ id }) => id)
}

describe('the findings about services, on what no daemon here does', () => {
  it.each<readonly [string, Partial<ServiceRecord>]>([
    ['ssh-version-1', { name: 'ssh', extra: { protocol: '1.99' } }],
    ['ssh-terrapin', { name: 'ssh', extra: { isTerrapinVulnerable: true } }],
    [
      'ssh-host-key-unproven',
      { name: 'ssh', extra: { hostKeys: [{ type: 'ssh-ed25519', isProven: false }] } },
    ],
    ['r-services', { name: 'shell' }],
    ['ftp-anonymous-offered', { name: 'ftp', isAnonymousAllowed: true, extra: { hasTls: true } }],
    [
      'mysql-old-authentication',
      { name: 'mysql', extra: { authenticationPlugin: 'mysql_old_password' } },
    ],
    ['postgresql-md5', { name: 'postgresql', extra: { authentication: 'md5' } }],
    ['imap-preauthenticated', { name: 'imap', isAnonymousAllowed: true }],
    ['imap-clear-login', { name: 'imap', extra: { capabilities: ['IMAP4rev1', 'STARTTLS'] } }],
    ['pop3-clear-login', { name: 'pop3', extra: { capabilities: ['USER', 'STLS'] } }],
    ['dns-version-shown', { name: 'domain', extra: { versionBind: '9.18.0' } }],
    ['ftp-backdoored-release', { name: 'ftp', product: 'vsftpd', version: '2.3.4' }],
  ])('tell %s', (id, facts) => {
    expect(judged(facts)).toEqual([id])
    // A name that was only guessed from the port number is no evidence.
    if (facts.product === undefined) expect(judged({ ...facts, method: 'port' })).toEqual([])
  })

  it('tell of a telnet that lets everybody in besides that it is telnet', () => {
    expect(judged({ name: 'telnet', isAnonymousAllowed: true })).toEqual([
      'telnet-open',
      'telnet-no-login',
    ])
  })

  it.each([
    ['MySQL', '5.7.44', undefined, true],
    ['MySQL', '8.0.36', undefined, false],
    ['MariaDB', '10.5.22', undefined, true],
    ['MariaDB', '10.11.6', undefined, false],
    ['MariaDB', '10.5.23', 'deb11u1', false],
    ['MongoDB', '3.4.1', undefined, true],
    ['BIND', '9.9.5', undefined, true],
    ['BIND', '9.18.28', undefined, false],
  ])(
    'know whether %s %s (%s) is past its end',
    (...[product, version, packageRevision, isPast]) => {
      const software = {
        part: 'application',
        product,
        version,
        ...(packageRevision ? { packageRevision } : {}),
        field: 'test',
        text: '',
      } as const
      expect(judged({ software: [software] })).toEqual(isPast ? ['software-end-of-life'] : [])
    },
  )

  it.each([
    ['Debian 10', true],
    ['Debian 12', false],
    ['Windows 7 SP1 or Windows Server 2008 R2 SP1', true],
    ['Windows Server 2022', false],
    ['constructor', false],
  ])('know whether %s is past its end', (name, isPast) => {
    const host: HostRecord = {
      address: '192.0.2.1',
      family: 4,
      state: 'up',
      names: [],
      isAllOpen: false,
      isTarpit: false,
      os: { name, confidence: 80, evidence: [] },
    }
    expect(judgeHost(host).map(({ id }) => id)).toEqual(isPast ? ['os-end-of-life'] : [])
  })

  it('have names of their own, and say what to do', () => {
    const ids = serviceFindings.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    for (const { description } of serviceFindings) expect(description).toMatch(/\.$/)
  })
})
