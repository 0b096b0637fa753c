import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { describe, expect, it } from 'vitest'

import { playDetector } from '../service/conversation.ts'
import { DialogueConversation } from '../service/dialogue-conversation.ts'
import { toTestTarget } from '../service/test-target.ts'
import { makeTestCertificate } from '../tls/test-certificate.ts'
import { type Detector } from './define-detector.ts'
import { irc } from './irc.ts'
import { managesieve } from './managesieve.ts'
import { nats } from './nats.ts'
import {
  examine,
  freePort,
  freePortLike,
  hasProgram,
  type PrepareDaemon,
  startDaemon,
  versionOf,
} from './test-daemon.ts'
import { xmpp } from './xmpp.ts'

const timeoutMs = 20_000

/** Ground truth is what the daemon says of itself on the command line; all ports are unusual ones. */
describe('detectService() on daemons of text protocols', () => {
  it.runIf(hasProgram('ngircd'))(
    'names ngIRCd, its version and its name',
    async () => {
      await using daemon = await startDaemon('ngircd', prepareNgircd)
      const version = versionOf('ngircd', ['--version'], /ngIRCd ([\d.]+\d)/)
      const { service } = await examine(daemon.port)
      expect(service).toMatchObject({ name: 'irc', product: 'ngIRCd', version })
      expect(service).toMatchObject({ hostname: 'irc.host.example', isAnonymousAllowed: true })
    },
    timeoutMs,
  )

  it.runIf(hasProgram('inspircd'))(
    'upgrades an IRC server to TLS and reads its certificate',
    async () => {
      await using daemon = await startDaemon('inspircd', prepareInspircd)
      const { service, tls } = await examine(daemon.port)
      expect(service).toMatchObject({ name: 'irc', product: 'InspIRCd', extra: { hasTls: true } })
      expect(tls[0]?.chain[0]?.subjectCommonName).toBe('host.example')
      expect(await shakeHands(irc, daemon.port)).toBe('TLSv1.3')
    },
    timeoutMs,
  )

  it.runIf(hasProgram('nats-server'))(
    'names NATS and its version, and tells whether it wants a login',
    async () => {
      const version = versionOf('nats-server', ['--version'], /v([\d.]+)/)
      await using open = await startDaemon('nats-server', (_, port) => toNatsArgs(port))
      const known = { name: 'nats', product: 'NATS Server', version, method: 'banner' }
      expect((await examine(open.port)).service).toMatchObject({
        ...known,
        isAnonymousAllowed: true,
      })
      await using locked = await startDaemon('nats-server', (_, port) => {
        return [...toNatsArgs(port), '--user', 'user', '--pass', 'secret']
      })
      expect((await examine(locked.port)).service).toMatchObject({ ...known, isAuthRequired: true })
    },
    timeoutMs,
  )

  it.runIf(hasProgram('nats-server'))(
    'upgrades NATS to TLS and reads its certificate',
    async () => {
      await using daemon = await startDaemon('nats-server', (folder, port) => {
        writeIdentity(folder)
        const files = ['--tlscert', join(folder, 'cert.pem'), '--tlskey', join(folder, 'key.pem')]
        return [...toNatsArgs(port), '--tls', ...files]
      })
      const { service, tls } = await examine(daemon.port)
      expect(service).toMatchObject({ name: 'nats', isAnonymousAllowed: true })
      expect(tls[0]?.chain[0]?.subjectCommonName).toBe('host.example')
      expect(await shakeHands(nats, daemon.port)).toBe('TLSv1.3')
    },
    timeoutMs,
  )

  it.runIf(hasProgram('beanstalkd'))(
    'names beanstalkd and its version',
    async () => {
      await using daemon = await startDaemon('beanstalkd', (_, port) => {
        return ['-l', '127.0.0.1', '-p', String(port)]
      })
      const version = versionOf('beanstalkd', ['-v'], /beanstalkd ([\d.]+)/)
      const { service } = await examine(daemon.port)
      expect(service).toMatchObject({ name: 'beanstalkd', product: 'beanstalkd', version })
    },
    timeoutMs,
  )

  it.runIf(hasProgram('danted'))(
    'names a SOCKS proxy that asks for no login',
    async () => {
      await using daemon = await startDaemon('danted', prepareDante, () => freePortLike(1080))
      const { service } = await examine(daemon.port)
      expect(service).toMatchObject({ name: 'socks', isAnonymousAllowed: true })
      expect(service.extra).toMatchObject({ versions: [5], method: 'none' })
    },
    timeoutMs,
  )

  it.runIf(hasProgram('git'))(
    'names the Git daemon',
    async () => {
      const prepare: PrepareDaemon = (folder, port) => {
        return ['daemon', '--listen=127.0.0.1', `--port=${port}`, `--base-path=${folder}`]
      }
      await using daemon = await startDaemon('git', prepare, () => freePortLike(9418))
      expect((await examine(daemon.port)).service).toMatchObject({ name: 'git', product: 'Git' })
    },
    timeoutMs,
  )

  it.runIf(hasProgram('svnserve'))(
    'names Subversion and whom it lets in',
    async () => {
      await using daemon = await startDaemon('svnserve', (folder, port) => {
        execFileSync('svnadmin', ['create', join(folder, 'repository')])
        const place = ['--listen-host', '127.0.0.1', '--listen-port', String(port)]
        return ['-d', '--foreground', '-r', join(folder, 'repository'), ...place]
      })
      const { service } = await examine(daemon.port)
      expect(service).toMatchObject({ name: 'svn', product: 'Subversion', method: 'banner' })
      expect(service).toMatchObject({ isAuthRequired: false, isAnonymousAllowed: true })
    },
    timeoutMs,
  )

  it.runIf(hasProgram('prosody'))(
    'reads an XMPP server before and inside TLS',
    async () => {
      const serverPort = await freePort()
      await using daemon = await startDaemon('prosody', (folder, port) => {
        return prepareProsody(folder, port, serverPort)
      })
      const { service, tls } = await examine(daemon.port)
      expect(service).toMatchObject({ name: 'xmpp-client', hostname: 'host.example' })
      expect(service).toMatchObject({ isAuthRequired: true, isAnonymousAllowed: false })
      expect(service.extra['saslMechanismsInTls']).toContain('SCRAM-SHA-1')
      expect(tls[0]?.chain[0]?.subjectCommonName).toBe('host.example')
      expect(await shakeHands(xmpp, daemon.port)).toBe('TLSv1.3')
      expect((await examine(serverPort)).service.name).toBe('xmpp-server')
    },
    timeoutMs,
  )

  it.runIf(hasManageSieve())(
    'reads ManageSieve before and inside TLS',
    async () => {
      await using daemon = await startDaemon('dovecot', prepareDovecot)
      const { service, tls } = await examine(daemon.port)
      expect(service).toMatchObject({ name: 'sieve', product: 'Dovecot', isAuthRequired: true })
      expect(service.extra).toMatchObject({ hasTls: true, saslMechanismsInTls: ['PLAIN'] })
      expect(tls[0]?.chain[0]?.subjectCommonName).toBe('host.example')
      expect(await shakeHands(managesieve, daemon.port)).toBe('TLSv1.3')
    },
    timeoutMs,
  )

  it.runIf(hasProgram('mpd'))(
    'names the Music Player Daemon by its protocol, not by a version it does not tell',
    async () => {
      await using daemon = await startDaemon('mpd', prepareMpd)
      const { service } = await examine(daemon.port)
      expect(service).toMatchObject({ name: 'mpd', product: 'Music Player Daemon' })
      expect(service.version).toBeUndefined()
    },
    timeoutMs,
  )

  it.runIf(hasProgram('clamd'))(
    'names ClamAV and its version',
    async () => {
      await using daemon = await startDaemon('clamd', prepareClamd)
      const version = versionOf('clamd', ['--version'], /ClamAV ([\d.]+)/)
      const { service } = await examine(daemon.port)
      expect(service).toMatchObject({ name: 'clamd', product: 'ClamAV', version })
    },
    timeoutMs,
  )

  it.runIf(hasProgram('varnishd'))(
    'reads the command port of Varnish with and without a secret',
    async () => {
      const version = versionOf('varnishd', ['-V'], /varnish-([\d.]+)/)
      await using locked = await startDaemon('varnishd', (folder, port) =>
        toVarnishArgs(folder, port),
      )
      const { service } = await examine(locked.port)
      expect(service).toMatchObject({ name: 'varnish-cli', isAuthRequired: true })
      await using open = await startDaemon('varnishd', (folder, port) => {
        return [...toVarnishArgs(folder, port), '-S', 'none']
      })
      const found = (await examine(open.port)).service
      expect(found).toMatchObject({ product: 'Varnish', version, isAnonymousAllowed: true })
    },
    timeoutMs,
  )

  it.runIf(hasProgram('tor'))(
    'names the control port of Tor and its version',
    async () => {
      await using daemon = await startDaemon('tor', prepareTor)
      const version = versionOf('tor', ['--version'], /Tor version ([\d.]+\d)/)
      const { service } = await examine(daemon.port)
      expect(service).toMatchObject({ name: 'tor-control', product: 'Tor', version })
    },
    timeoutMs,
  )
})

/** Goes the way of the stage that examines TLS: a fresh connection, the detector's steps, a handshake. */
async function shakeHands({ startTls }: Detector, port: number): Promise<string | undefined> {
  const target = toTestTarget(port, { serverName: 'host.example' })
  const context = { host: 'host.example', port, tunnel: 'none' } as const
  using conversation = new DialogueConversation({
    open: () => target.openDialogue(),
    maxConnections: 1,
    serverName: target.serverName,
    signal: target.signal,
  })
  const steps = startTls?.(context)
  const isOffered = steps && (await playDetector(steps, conversation))
  if (isOffered === true) await conversation.perform({ kind: 'startTls' })
  return conversation.handshakes[0]?.version
}

function hasManageSieve(): boolean {
  return hasProgram('dovecot') && hasProgram('sievec')
}

function writeIdentity(folder: string): void {
  const { cert, key } = makeTestCertificate({ commonName: 'host.example' })
  writeFileSync(join(folder, 'cert.pem'), cert)
  writeFileSync(join(folder, 'key.pem'), key)
}

function toNatsArgs(port: number): readonly string[] {
  return ['--addr', '127.0.0.1', '--port', String(port)]
}

function prepareNgircd(folder: string, port: number): readonly string[] {
  writeFileSync(
    join(folder, 'ngircd.conf'),
    `[Global]\nName=irc.host.example\nInfo=test\nListen=127.0.0.1\nPorts=${port}\n[Options]\nPAM=no\nIdent=no\nDNS=no\n`,
  )
  return ['-n', '-f', join(folder, 'ngircd.conf')]
}

function prepareInspircd(folder: string, port: number): readonly string[] {
  writeIdentity(folder)
  const paths = ['config', 'data', 'log', 'runtime'].map((kind) => `${kind}dir="${folder}"`)
  writeFileSync(
    join(folder, 'inspircd.conf'),
    `<config format="xml">
<server name="irc.host.example" description="test" network="Test">
<admin name="test" nick="test" email="test@host.example">
<module name="cap"> <module name="starttls"> <module name="ssl_gnutls">
<sslprofile name="s" provider="gnutls" certfile="${folder}/cert.pem" keyfile="${folder}/key.pem">
<bind address="127.0.0.1" port="${port}" type="clients">
<connect allow="*" timeout="60" resolvehostnames="no">
<pid file="${folder}/pid"> <path ${paths.join(' ')}>`,
  )
  return ['--nofork', '--runasroot', `--config=${join(folder, 'inspircd.conf')}`]
}

function prepareDante(folder: string, port: number): readonly string[] {
  writeFileSync(
    join(folder, 'danted.conf'),
    `logoutput: ${folder}/log
internal: 127.0.0.1 port = ${port}
external: lo
socksmethod: none
clientmethod: none
client pass { from: 0.0.0.0/0 to: 0.0.0.0/0 }
socks block { from: 0.0.0.0/0 to: 0.0.0.0/0 }
`,
  )
  return ['-f', join(folder, 'danted.conf'), '-p', join(folder, 'pid')]
}

function prepareProsody(folder: string, port: number, serverPort: number): readonly string[] {
  writeIdentity(folder)
  mkdirSync(join(folder, 'data'))
  writeFileSync(
    join(folder, 'prosody.cfg.lua'),
    `run_as_root = true
pidfile = "${folder}/pid"
data_path = "${folder}/data"
interfaces = { "127.0.0.1" }
c2s_ports = { ${port} }
s2s_ports = { ${serverPort} }
modules_enabled = { "roster"; "saslauth"; "tls"; "s2s"; "dialback" }
authentication = "internal_hashed"
log = { error = "${folder}/log" }
VirtualHost "host.example"
  ssl = { key = "${folder}/key.pem"; certificate = "${folder}/cert.pem" }
`,
  )
  return ['-F', '--config', join(folder, 'prosody.cfg.lua')]
}

function prepareDovecot(folder: string, port: number): readonly string[] {
  writeIdentity(folder)
  writeFileSync(
    join(folder, 'dovecot.conf'),
    `protocols = sieve
base_dir = ${folder}/base
listen = 127.0.0.1
ssl = yes
ssl_cert = <${folder}/cert.pem
ssl_key = <${folder}/key.pem
log_path = ${folder}/log
passdb {
  driver = static
  args = nopassword=y
}
service managesieve-login {
  inet_listener sieve {
    port = ${port}
  }
}
`,
  )
  return ['-F', '-c', join(folder, 'dovecot.conf')]
}

function prepareMpd(folder: string, port: number): readonly string[] {
  writeFileSync(
    join(folder, 'mpd.conf'),
    `music_directory "${folder}"
bind_to_address "127.0.0.1"
port "${port}"
audio_output {
  type "null"
  name "test"
}
`,
  )
  return ['--no-daemon', join(folder, 'mpd.conf')]
}

function prepareClamd(folder: string, port: number): readonly string[] {
  // One signature, so that the daemon starts at once.
  writeFileSync(join(folder, 'test.ndb'), 'Test:0:*:deadbeefdeadbeefdeadbeef\n')
  writeFileSync(
    join(folder, 'clamd.conf'),
    `TCPSocket ${port}\nTCPAddr 127.0.0.1\nForeground yes\nDatabaseDirectory ${folder}\n`,
  )
  return ['-c', join(folder, 'clamd.conf')]
}

function toVarnishArgs(folder: string, port: number): readonly string[] {
  return [
    '-j',
    'none',
    '-F',
    '-a',
    '127.0.0.1:0',
    '-T',
    `127.0.0.1:${port}`,
    '-b',
    'none',
    '-n',
    folder,
  ]
}

function prepareTor(folder: string, port: number): readonly string[] {
  writeFileSync(
    join(folder, 'torrc'),
    `SocksPort 0\nDisableNetwork 1\nDataDirectory ${folder}/data\nControlPort 127.0.0.1:${port}\n`,
  )
  return ['-f', join(folder, 'torrc')]
}
