import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'

import { type ServiceRecord } from '@windvane/model'
import { describe, expect, it } from 'vitest'

import { detectService } from '../service/detect-service.ts'
import { toTestTarget } from '../service/test-target.ts'
import { hasProgram, startDaemon, type TestDaemon, versionOf } from './test-daemon.ts'

/** Ground truth is what the program says of itself on the command line. */
describe('detectService() on daemons of binary protocols', () => {
  it.runIf(hasProgram('Xvfb'))(
    'names an X server, and tells an open display from a locked one',
    async () => {
      await using open = await startDaemon('Xvfb', (_, port) => [...displayOf(port), '-ac'])
      expect(await examineAs(6000, open)).toMatchObject({
        name: 'x11',
        product: 'X.Org X server',
        version: versionOf('dpkg-query', ['-W', 'xvfb'], /2:([\d.]+)-/),
        isAnonymousAllowed: true,
      })
      await using locked = await startDaemon('Xvfb', (folder, port) => {
        writeAuthority(join(folder, 'authority'))
        return [...displayOf(port), '-auth', join(folder, 'authority')]
      })
      expect(await examineAs(6000, locked)).toMatchObject({ name: 'x11', isAuthRequired: true })
    },
    30_000,
  )

  it.runIf(hasProgram('java')).each([5005, 8000])(
    'attaches to a Java machine on port %i, names it and lets it run on',
    async (usualPort) => {
      await using daemon = await startDaemon('java', (_, port) => {
        const agent = `transport=dt_socket,server=y,suspend=y,address=127.0.0.1:${port}`
        return [`-agentlib:jdwp=${agent}`, '-version']
      })
      expect(await examineAs(usualPort, daemon)).toMatchObject({
        name: 'jdwp',
        version: versionOf('java', ['-version'], /version "([\d.]+)/),
        extra: { machine: versionOf('java', ['-version'], /^(.* VM) \(/m) },
      })
      // It was started suspended: that it ends shows that it was set going.
      await expect.poll(() => isReachable(daemon.port), { timeout: 5000 }).toBe(false)
    },
    15_000,
  )

  it.runIf(hasProgram('rmiregistry'))(
    'lists what an RMI registry holds',
    async () => {
      await using daemon = await startDaemon('rmiregistry', (_, port) => [String(port)])
      expect(await examineAs(1099, daemon)).toMatchObject({
        name: 'java-rmi',
        isAnonymousAllowed: true,
        extra: { isRegistry: true, names: [] },
      })
    },
    15_000,
  )

  it.runIf(hasProgram('gearmand'))('names Gearman and its version', async () => {
    await using daemon = await startDaemon('gearmand', (folder, port) => {
      return ['--port', String(port), '--listen', '127.0.0.1', '--log-file', join(folder, 'log')]
    })
    const version = versionOf('gearmand', ['--version'], /gearmand ([\d.]+)/)
    expect(await examineAs(4730, daemon)).toMatchObject({ product: 'Gearman job server', version })
  })

  it.runIf(hasProgram('nrpe'))('names NRPE, plain and in anonymous TLS', async () => {
    const version = versionOf('nrpe', ['-V'], /Version: ([\d.]+)/)
    await using plain = await startDaemon('nrpe', (folder, port) => {
      return ['-n', ...prepareNrpe(folder, port)]
    })
    expect(await examineAs(5666, plain)).toMatchObject({ name: 'nrpe', tunnel: 'none', version })
    await using secure = await startDaemon('nrpe', prepareNrpe)
    expect(await examineAs(5666, secure)).toMatchObject({ name: 'nrpe', tunnel: 'tls', version })
  })

  it.runIf(hasProgram('krb5kdc'))('tells realm and time of a Kerberos server', async () => {
    await using daemon = await startDaemon('env', prepareKerberos)
    const service = await examineAs(88, daemon)
    expect(service).toMatchObject({
      name: 'kerberos-sec',
      product: 'MIT Kerberos',
      extra: { realm: 'REALM.HOST.EXAMPLE' },
    })
    const told = Date.parse(String(service.extra['serverTime']))
    expect(Math.abs(told - Date.now())).toBeLessThan(60_000)
  })

  it.runIf(existsSync(rtmpModule))('knows RTMP', async () => {
    await using daemon = await startDaemon('nginx', prepareRtmp)
    expect(await examineAs(1935, daemon)).toMatchObject({ name: 'rtmp', confidence: 100 })
  })

  it.runIf(hasProgram('smbd'))('opens a NetBIOS session', async () => {
    await using daemon = await startDaemon('setsid', prepareSamba)
    expect(await examineAs(139, daemon)).toMatchObject({
      name: 'netbios-ssn',
      extra: { dialect: '3.0.2' },
    })
  })
})

/** Examines a daemon as if it stood on the port where its protocol is usual. */
async function examineAs(usualPort: number, { port }: TestDaemon): Promise<ServiceRecord> {
  const target = { ...toTestTarget(port, { serverName: 'host.example' }), port: usualPort }
  const { service, failures } = await detectService(target)
  expect(failures).toEqual([])
  return service
}

async function isReachable(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1')
  const isOpen = await once(socket, 'connect').then(
    () => true,
    () => false,
  )
  socket.destroy()
  return isOpen
}

/** A display listens on TCP port 6000 and its number (X(7)). */
function displayOf(port: number): readonly string[] {
  return [`:${port - 6000}`, '-listen', 'tcp', '-nolock', '-screen', '0', '320x200x8']
}

/** A file as xauth(1) writes it: any family, no address and number, one cookie. */
function writeAuthority(path: string): void {
  const name = 'MIT-MAGIC-COOKIE-1'
  const head = Buffer.from([0xff, 0xff, 0, 0, 0, 0, 0, name.length])
  writeFileSync(
    path,
    Buffer.concat([head, Buffer.from(name), Buffer.from([0, 16]), Buffer.alloc(16, 7)]),
  )
}

function prepareNrpe(folder: string, port: number): readonly string[] {
  const lines = [`server_port=${port}`, 'server_address=127.0.0.1', 'allowed_hosts=127.0.0.1']
  const owner = ['nrpe_user=nobody', 'nrpe_group=nogroup', `pid_file=${folder}/pid`]
  writeFileSync(join(folder, 'nrpe.cfg'), [...lines, ...owner, ''].join('\n'))
  return ['-f', '-c', join(folder, 'nrpe.cfg')]
}

function prepareKerberos(folder: string, port: number): readonly string[] {
  const realm = 'REALM.HOST.EXAMPLE'
  writeFileSync(join(folder, 'krb5.conf'), `[libdefaults]\ndefault_realm = ${realm}\n`)
  writeFileSync(
    join(folder, 'kdc.conf'),
    `[kdcdefaults]\nkdc_listen = ""\nkdc_tcp_listen = 127.0.0.1:${port}
    [realms]\n${realm} = {\ndatabase_name = ${folder}/db\nkey_stash_file = ${folder}/stash\n}\n`,
  )
  const config = [`KRB5_CONFIG=${folder}/krb5.conf`, `KRB5_KDC_PROFILE=${folder}/kdc.conf`]
  execFileSync('env', [...config, 'kdb5_util', 'create', '-s', '-P', 'test'], { stdio: 'ignore' })
  return [...config, 'krb5kdc', '-n']
}

const rtmpModule = '/usr/lib/nginx/modules/ngx_rtmp_module.so'

function prepareRtmp(folder: string, port: number): readonly string[] {
  writeFileSync(
    join(folder, 'nginx.conf'),
    `load_module ${rtmpModule}; daemon off; pid ${folder}/pid; error_log ${folder}/log; events {}
    rtmp { server { listen 127.0.0.1:${port}; application live { live on; } } }`,
  )
  return ['-c', join(folder, 'nginx.conf')]
}

function prepareSamba(folder: string, port: number): readonly string[] {
  const folders = ['lock', 'state', 'cache', 'private', 'pid', 'ncalrpc']
  for (const name of folders) mkdirSync(join(folder, name))
  const places = ['lock directory', 'state directory', 'cache directory', 'private dir']
  const settings = [...places, 'pid directory', 'ncalrpc dir'].map((setting) => {
    return `${setting} = ${join(folder, setting.split(' ', 1)[0] ?? '')}`
  })
  const listening = [`smb ports = ${port}`, 'interfaces = 127.0.0.1', 'bind interfaces only = yes']
  writeFileSync(
    join(folder, 'smb.conf'),
    ['[global]', ...listening, ...settings, `log file = ${folder}/log`, ''].join('\n'),
  )
  // When it ends it sends SIGTERM to its whole session, which must be its own.
  return ['smbd', '-F', '--no-process-group', '-s', join(folder, 'smb.conf')]
}
