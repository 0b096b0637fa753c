import { execFileSync } from 'node:child_process'
import { chmodSync, chownSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { type ServiceRecord } from '@windvane/model'
import { describe, expect, it } from 'vitest'

import { judgeService } from '../findings/judge.ts'
import { detectService } from '../service/detect-service.ts'
import { toTestTarget } from '../service/test-target.ts'
import { makeTestCertificate } from '../tls/test-certificate.ts'
import { freePort, hasProgram, startDaemon, type TestDaemon, versionOf } from './test-daemon.ts'

const isRoot = process.getuid?.() === 0
const timeout = 30_000
const waiting = { timeout: 10_000, interval: 200 }

/** Ground truth is what the program, or its package, says of itself on the command line. */
describe('detectService() on daemons that ask for a login', { timeout }, () => {
  it.runIf(hasProgram('sshd'))('reads the host keys of OpenSSH as ssh-keygen does', async () => {
    const prints: string[] = []
    await using daemon = await startDaemon('sshd', (folder, port) => {
      const keys = ['rsa', 'ecdsa', 'ed25519'].map((type) => makeSshKey(folder, type))
      prints.push(...keys.map(printOf))
      return prepareSshd(port, keys)
    })
    const service = await examineAs(22, daemon)
    expect(service).toMatchObject({ product: 'OpenSSH', confidence: 100 })
    expect(new Set(listTexts(service, 'hostKeyFingerprints'))).toEqual(new Set(prints))
    expect(service.extra['hostKeys']).toMatchObject(prints.map(() => ({ isProven: true })))
    expect(idsOf(service)).toEqual([])
  })

  it.runIf(hasProgram('dropbear'))('names Dropbear, its version and its key', async () => {
    await using daemon = await startDaemon('dropbear', (folder, port) => {
      const key = join(folder, 'key')
      execFileSync('dropbearkey', ['-t', 'ed25519', '-f', key], { stdio: 'ignore' })
      return ['-F', '-E', '-p', `127.0.0.1:${port}`, '-r', key, '-P', join(folder, 'pid')]
    })
    const version = versionOf('dropbear', ['-V'], /Dropbear v([\d.]+)/)
    const service = await examineAs(22, daemon)
    expect(service).toMatchObject({ product: 'Dropbear', version })
    expect(service.extra['hostKeys']).toMatchObject([{ type: 'ssh-ed25519', isProven: true }])
  })

  it.runIf(hasProgram('vsftpd'))('names vsftpd and its version', async () => {
    await using daemon = await startDaemon('vsftpd', (folder, port) => {
      const path = join(folder, 'vsftpd.conf')
      const empty = join(folder, 'empty')
      mkdirSync(empty)
      writeFileSync(
        path,
        `listen=YES\nlisten_address=127.0.0.1\nlisten_port=${port}\nbackground=NO
secure_chroot_dir=${empty}\n${isRoot ? '' : 'run_as_launching_user=YES\n'}`,
      )
      return [path]
    })
    const service = await examineAs(21, daemon)
    expect(service).toMatchObject({ product: 'vsftpd', version: packageVersion('vsftpd') })
    expect(idsOf(service)).toEqual(['ftp-no-tls'])
  })

  it.runIf(hasProgram('mosquitto')).each([
    [true, ['mqtt-anonymous']],
    [false, []],
  ])('names Mosquitto, anonymous %s', async (isOpen, findings) => {
    await using daemon = await startDaemon('mosquitto', (folder, port) => {
      const path = join(folder, 'mosquitto.conf')
      writeFileSync(path, `listener ${port} 127.0.0.1\nallow_anonymous ${isOpen}\n`)
      return ['-c', path]
    })
    const version = versionOf('mosquitto', ['-h'], /version ([\d.]+)/)
    const service = await examineAs(1883, daemon)
    expect(service).toMatchObject({
      name: 'mqtt',
      isAnonymousAllowed: isOpen,
      isAuthRequired: !isOpen,
      extra: { versions: ['3.1.1', '5.0'] },
      ...(isOpen ? { product: 'Mosquitto', version } : {}),
    })
    expect(idsOf(service)).toEqual(findings)
  })

  it.runIf(hasProgram('rsync'))('tells an open rsync module from a locked one', async () => {
    await using daemon = await startDaemon('rsync', (folder, port) => {
      const path = join(folder, 'rsyncd.conf')
      writeFileSync(
        path,
        `use chroot = no\npid file = ${folder}/pid\nlog file = ${folder}/log
[open]\npath = ${folder}\n[locked]\npath = ${folder}\nauth users = someone\n`,
      )
      const place = ['--address', '127.0.0.1', '--port', String(port)]
      return ['--daemon', '--no-detach', '--config', path, ...place]
    })
    const service = await examineAs(873, daemon)
    expect(service).toMatchObject({
      product: 'rsync',
      extra: { modules: [{ access: 'open' }, { name: 'locked', access: 'password' }] },
    })
    expect(idsOf(service)).toContain('rsync-open-module')
  })

  it.runIf(hasProgram('named')).each([
    ['', true],
    ['version none;', false],
  ])('names BIND, with "%s" told nothing but its form', async (option, isTold) => {
    await using daemon = await startDaemon('named', (folder, port) => {
      writeFileSync(
        join(folder, 'named.conf'),
        `options { directory "${folder}"; listen-on port ${port} { 127.0.0.1; };
        listen-on-v6 { none; }; recursion no; pid-file "${folder}/pid"; ${option}
        session-keyfile "${folder}/key"; hostname "ns.host.example"; };\ncontrols { };\n`,
      )
      return ['-f', '-c', join(folder, 'named.conf')]
    })
    const version = versionOf('named', ['-v'], /BIND (\d+\.\d+\.\d+)/)
    // It listens before it has loaded its own zones.
    await expect.poll(async () => (await examineAs(53, daemon)).product, waiting).toBe('BIND')
    const service = await examineAs(53, daemon)
    expect(service).toMatchObject({
      product: 'BIND',
      hostname: 'ns.host.example',
      extra: { recursion: 'refused' },
    })
    expect(service.version).toBe(isTold ? version : undefined)
  })

  it.runIf(hasProgram('slapd'))('names OpenLDAP and the version its monitor tells', async () => {
    await using daemon = await startDaemon('slapd', (folder, port) => {
      writeFileSync(join(folder, 'slapd.conf'), slapdConfiguration(folder))
      mkdirSync(join(folder, 'data'))
      return ['-d', '0', '-f', join(folder, 'slapd.conf'), '-h', `ldap://127.0.0.1:${port}`]
    })
    const version = versionOf('slapd', ['-VV'], /slapd (\d+\.\d+\.\d+)/)
    const service = await examineAs(389, daemon)
    expect(service).toMatchObject({
      product: 'OpenLDAP',
      version,
      extra: { namingContexts: ['dc=host,dc=example'], hasTls: true },
    })
    expect(idsOf(service)).toEqual([])
  })

  it.runIf(hasProgram('smbd') && isRoot)('names Samba, by SMB 1 with its version', async () => {
    await using modern = await startDaemon('smbd', (folder, port) => prepareSmbd(folder, port))
    const service = await examineAs(445, modern)
    expect(service).toMatchObject({
      product: 'Samba',
      extra: { dialect: '3.1.1', isSmb1Enabled: false, ntlm: { netbiosComputer: 'HOST' } },
    })
    expect(idsOf(service)).toEqual(['smb-signing-not-required', 'ntlm-names-shown'])
    await using old = await startDaemon('smbd', (folder, port) =>
      prepareSmbd(folder, port, 'server min protocol = NT1\nserver signing = mandatory\n'),
    )
    const outdated = await examineAs(445, old)
    const version = versionOf('smbd', ['-V'], /Version ([\d.]+)/)
    expect(outdated).toMatchObject({ product: 'Samba', version, extra: { isSmb1Enabled: true } })
    expect(idsOf(outdated)).toEqual(['smb1-enabled', 'ntlm-names-shown'])
  })

  it.runIf(hasProgram('xrdp') && isRoot)('names xrdp and the security it takes', async () => {
    await using daemon = await startDaemon('xrdp', (folder, port) => {
      const { cert, key } = writeCertificate(folder)
      const path = join(folder, 'xrdp.ini')
      writeFileSync(
        path,
        `[Globals]\nport=tcp://127.0.0.1:${port}\nsecurity_layer=negotiate\ncrypt_level=high
certificate=${cert}\nkey_file=${key}\n[Logging]\nLogFile=${folder}/log\n`,
      )
      return ['--nodaemon', '--config', path]
    })
    expect(await examineAs(3389, daemon)).toMatchObject({
      product: 'xrdp',
      extra: { security: { rdp: true, tls: true, credssp: false }, encryptionMethod: '128-bit' },
    })
  })

  it.runIf(hasProgram('Xtigervnc')).each([
    ['None', []],
    ['TLSNone,None', ['TigerVNC']],
  ])('tells that VNC asks for no password: %s', async (types, products) => {
    await using daemon = await startDaemon('Xtigervnc', (_, port) => {
      const screen = ['-geometry', '320x200', '-localhost', '-SecurityTypes', types]
      return [`:${port - 6000}`, '-rfbport', String(port), ...screen]
    })
    const service = await examineAs(5900, daemon)
    expect(service).toMatchObject({ name: 'vnc', isAnonymousAllowed: true })
    expect([service.product].filter((product) => product !== undefined)).toEqual(products)
    expect(idsOf(service)).toContain('vnc-no-authentication')
  })

  it.runIf(hasProgram('dovecot') && isRoot)('reads Dovecot before and after TLS', async () => {
    const pop3Port = await freePort()
    await using imap = await startDaemon('dovecot', (folder, port) => {
      writeFileSync(join(folder, 'dovecot.conf'), dovecotConfiguration(folder, port, pop3Port))
      return ['-F', '-c', join(folder, 'dovecot.conf')]
    })
    const facts = { product: 'Dovecot', isAuthRequired: true }
    const inTls = { hasTls: true, authMechanismsInTls: ['PLAIN'] }
    expect(await examineAs(143, imap)).toMatchObject({ name: 'imap', ...facts, extra: inTls })
    const pop3 = await examineAs(110, { port: pop3Port })
    expect(pop3).toMatchObject({ name: 'pop3', ...facts, extra: inTls })
  })

  it.runIf(hasProgram('mariadbd') && isRoot)('names MariaDB and its version', async () => {
    await using daemon = await startDaemon('mariadbd', prepareMariaDb)
    const service = await examineAs(3306, daemon)
    expect(service).toMatchObject({
      product: 'MariaDB',
      version: versionOf('mariadbd', ['--version'], /Ver ([\d.]+)-MariaDB/),
      extra: { hasSecureAuthentication: true, authenticationPlugin: 'mysql_native_password' },
    })
  })

  it.runIf(findPostgresql() !== undefined && isRoot)(
    'narrows PostgreSQL to its major version, and sees how it lets people in',
    async () => {
      const bin = findPostgresql() ?? ''
      await using daemon = await startDaemon('setpriv', (folder, port) => {
        return [...asPostgres, ...preparePostgresql(bin, folder, port)]
      })
      const major = Number(versionOf(join(bin, 'postgres'), ['--version'], / (\d+)\./))
      // It listens before it is ready, and says so in an error.
      const isReady = async () => 'authentication' in (await examineAs(5432, daemon)).extra
      await expect.poll(isReady, waiting).toBe(true)
      const service = await examineAs(5432, daemon)
      expect(service).toMatchObject({
        product: 'PostgreSQL',
        isAnonymousAllowed: true,
        extra: { authentication: 'trust', hasTls: false },
      })
      expect(rangeOf(service)).toContain(major)
      expect(idsOf(service)).toEqual(['postgresql-trust', 'database-no-tls'])
    },
  )
})

/** Examines a daemon of a test as if it sat on the usual port of its protocol. */
async function examineAs(
  usualPort: number,
  { port }: Pick<TestDaemon, 'port'>,
): Promise<ServiceRecord> {
  const target = toTestTarget(port, { serverName: 'host.example' })
  return (await detectService({ ...target, port: usualPort })).service
}

function idsOf(service: ServiceRecord): readonly string[] {
  return judgeService(service).map(({ id }) => id)
}

function listTexts({ extra }: ServiceRecord, key: string): readonly unknown[] {
  const list = extra[key]
  return Array.isArray(list) ? list : []
}

function packageVersion(name: string): string | undefined {
  return versionOf('dpkg-query', ['-W', name], /\t(?:\d+:)?([\d.]+)/)
}

function makeSshKey(folder: string, type: string): string {
  const path = join(folder, type)
  execFileSync('ssh-keygen', ['-q', '-t', type, '-N', '', '-f', path])
  return path
}

function printOf(key: string): string {
  const line = execFileSync('ssh-keygen', ['-lf', `${key}.pub`], { encoding: 'utf8' })
  return line.split(' ')[1] ?? ''
}

function prepareSshd(port: number, keys: readonly string[]): readonly string[] {
  // As root, sshd wants its empty folder, which its service would otherwise make.
  if (isRoot) mkdirSync('/run/sshd', { recursive: true })
  const options = [`Port=${port}`, 'ListenAddress=127.0.0.1', 'PidFile=none']
  const keyOptions = keys.map((key) => `HostKey=${key}`)
  return ['-D', '-e', '-f', '/dev/null', ...[...options, ...keyOptions].flatMap((o) => ['-o', o])]
}

function writeCertificate(folder: string): { readonly cert: string; readonly key: string } {
  const { cert, key } = makeTestCertificate({ commonName: 'host.example' })
  const paths = { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') }
  writeFileSync(paths.cert, cert)
  writeFileSync(paths.key, key)
  return paths
}

function slapdConfiguration(folder: string): string {
  const { cert, key } = writeCertificate(folder)
  return `include /etc/ldap/schema/core.schema
pidfile ${folder}/pid
modulepath /usr/lib/ldap
moduleload back_mdb
TLSCertificateFile ${cert}
TLSCertificateKeyFile ${key}
database monitor
access to * by * read
database mdb
suffix "dc=host,dc=example"
directory ${folder}/data
access to * by users read by * none
`
}

function prepareSmbd(folder: string, port: number, more = ''): readonly string[] {
  const folders = ['private', 'lock', 'state', 'cache', 'pid', 'ncalrpc']
  for (const name of folders) mkdirSync(join(folder, name))
  const places = folders.map((name) => {
    return `${name} ${name === 'private' || name === 'ncalrpc' ? 'dir' : 'directory'} = ${folder}/${name}`
  })
  const path = join(folder, 'smb.conf')
  writeFileSync(
    path,
    `[global]\nnetbios name = HOST\nsmb ports = ${port}\ninterfaces = 127.0.0.1/8
bind interfaces only = yes\nload printers = no\nlog file = ${folder}/log
${places.join('\n')}\n${more}`,
  )
  // It makes a process group of its own: at its end it signals the whole group.
  return ['-F', '-s', path]
}

function dovecotConfiguration(folder: string, imapPort: number, pop3Port: number): string {
  const { cert, key } = writeCertificate(folder)
  return `protocols = imap pop3
listen = 127.0.0.1
base_dir = ${folder}/run
state_dir = ${folder}/state
log_path = ${folder}/log
ssl = yes
ssl_cert = <${cert}
ssl_key = <${key}
service imap-login {
  inet_listener imap {
    port = ${imapPort}
  }
  inet_listener imaps {
    port = 0
  }
}
service pop3-login {
  inet_listener pop3 {
    port = ${pop3Port}
  }
  inet_listener pop3s {
    port = 0
  }
}
passdb {
  driver = static
  args = nopassword=n
}
userdb {
  driver = static
  args = uid=nobody gid=nogroup home=/nonexistent
}
`
}

function prepareMariaDb(folder: string, port: number): readonly string[] {
  chmodSync(folder, 0o755)
  const data = join(folder, 'data')
  const owner = ['--no-defaults', '--user=mysql', `--datadir=${data}`]
  execFileSync('mariadb-install-db', [...owner, '--skip-test-db'], { stdio: 'ignore' })
  const place = ['--bind-address=127.0.0.1', `--port=${port}`, `--socket=${data}/socket`]
  return [...owner, ...place]
}

/** Debian keeps the server of each major version in a folder of its own. */
function findPostgresql(): string | undefined {
  const majors = [13, 14, 15, 16, 17, 18]
  return majors
    .map((major) => `/usr/lib/postgresql/${major}/bin`)
    .find((folder) => existsSync(join(folder, 'postgres')))
}

const asPostgres = ['--reuid=postgres', '--regid=postgres', '--clear-groups']

/** PostgreSQL does not run as root. */
function preparePostgresql(bin: string, folder: string, port: number): readonly string[] {
  chmodSync(folder, 0o755)
  const data = join(folder, 'data')
  mkdirSync(data)
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }))
  chownSync(data, id('-u'), id('-g'))
  const initdb = [...asPostgres, join(bin, 'initdb'), '-D', data, '-A', 'trust', '--no-sync']
  execFileSync('setpriv', initdb, { cwd: folder, stdio: 'ignore' })
  const options = ['listen_addresses=127.0.0.1', `unix_socket_directories=${data}`, 'fsync=off']
  const place = ['-D', data, '-p', String(port)]
  return [join(bin, 'postgres'), ...place, ...options.flatMap((option) => ['-c', option])]
}

/** The major versions that a record leaves open. */
function rangeOf({ extra }: ServiceRecord): readonly number[] {
  const [low = 0, high] = String(extra['versionRange']).match(/\d+/g)?.map(Number) ?? []
  const isOpenEnded = String(extra['versionRange']).endsWith('newer')
  const end = high ?? (isOpenEnded ? low + 10 : low)
  return Array.from({ length: end - low + 1 }, (_, index) => low + index)
}
