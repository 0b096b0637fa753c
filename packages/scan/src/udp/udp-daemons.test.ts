import { writeFileSync } from 'node:fs'
import { hostname, userInfo } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { hasProgram, versionOf } from '../detectors/test-daemon.ts'
import { makeTestCertificate } from '../tls/test-certificate.ts'
import { examineDaemon } from './test-udp-daemon.ts'

const user = userInfo().username
const isRoot = process.getuid?.() === 0

/** Ground truth is what the daemon says of itself on the command line. */
describe('sweepUdp() on real daemons', { timeout: 30_000 }, () => {
  it.runIf(hasProgram('named'))('names BIND, its version and its identifier', async () => {
    const service = await examineDaemon('dns-udp', 'named', (folder, port) => {
      const options = [
        `directory "${folder}"; pid-file none; session-keyfile none;`,
        `listen-on port ${port} { 127.0.0.1; }; listen-on-v6 { none; };`,
        'recursion no; server-id "ns1.host.example";',
      ]
      const text = `options { ${options.join(' ')} }; controls {};`
      return ['-f', '-c', writeConfig(folder, text)]
    })
    const version = versionOf('named', ['-v'], /BIND ([\d.]+)/)
    expect(service).toMatchObject({ name: 'domain', product: 'BIND', version, transport: 'udp' })
    expect(service.extra).toMatchObject({ recursion: 'refused', nsidText: 'ns1.host.example' })
  })

  it.runIf(hasProgram('unbound'))('names Unbound and sees that it resolves', async () => {
    const service = await examineDaemon('dns-udp', 'unbound', (folder, port) => {
      const lines = [
        `server:\n interface: 127.0.0.1@${port}\n do-daemonize: no\n username: ""\n chroot: ""`,
        ` directory: "${folder}"\n pidfile: ""\n use-syslog: no\n local-zone: "example.com." static`,
        ' local-data: "example.com. A 192.0.2.80"\nremote-control:\n control-enable: no\n',
      ]
      return ['-d', '-c', writeConfig(folder, lines.join('\n'))]
    })
    const version = versionOf('unbound', ['-V'], /Version ([\d.]+)/)
    expect(service).toMatchObject({ product: 'Unbound', version, extra: { recursion: 'answered' } })
  })

  it.runIf(hasProgram('chronyd'))('reads the stratum that chrony tells', async () => {
    const service = await examineDaemon('ntp', 'chronyd', (folder, port) => {
      const lines = `local stratum 4\nallow 127.0.0.1\ncmdport 0\nport ${port}\npidfile ${folder}/pid\n`
      return ['-x', '-d', '-U', '-u', user, '-f', writeConfig(folder, lines)]
    })
    expect(service).toMatchObject({ name: 'ntp', extra: { stratum: 4, isSynchronised: true } })
    const seconds = Math.abs(Date.now() - Date.parse(String(service.extra['transmitTime']))) / 1000
    expect(seconds).toBeLessThan(60)
  })

  it.runIf(hasProgram('snmpd'))('reads what snmpd tells the public and everybody', async () => {
    const service = await examineDaemon('snmp', 'snmpd', (folder, port) => {
      const lines = `rocommunity public\nagentaddress udp:127.0.0.1:${port}\n[snmp] persistentDir ${folder}\n`
      return ['-f', '-LE', '0', '-C', '-c', writeConfig(folder, lines)]
    })
    expect(service).toMatchObject({ name: 'snmp', product: 'Net-SNMP', isAnonymousAllowed: true })
    expect(service.extra).toMatchObject({
      versions: ['2c', '3'],
      sysName: hostname(),
      engine: { enterprise: 8072 },
    })
    expect(service.extra['sysDescr']).toContain(hostname())
  })

  it.runIf(hasProgram('in.tftpd') && isRoot)('knows TFTP by an error', async () => {
    const service = await examineDaemon('tftp', 'in.tftpd', (folder, port) => {
      return ['-L', '-u', user, '-a', `127.0.0.1:${port}`, '-s', folder]
    })
    expect(service).toMatchObject({ name: 'tftp', extra: { errorCode: 1 } })
  })

  it.runIf(hasProgram('turnserver'))('names coturn, its version and its realm', async () => {
    const service = await examineDaemon('stun', 'turnserver', (folder, port) => {
      const place = `-n --listening-ip 127.0.0.1 --listening-port ${port} --no-tls --no-dtls --no-cli`
      const users = '--lt-cred-mech --realm host.example --user a:b'
      const files = `--pidfile ${folder}/pid --log-file ${folder}/log --simple-log --userdb ${folder}/db`
      return `${place} ${users} ${files}`.split(' ')
    })
    const version = versionOf('turnserver', ['--version'], /(\d+\.\d+\.\d+)/)
    expect(service).toMatchObject({ name: 'stun', product: 'coturn', version })
    expect(service.extra['turn']).toMatchObject({ isOffered: true, realm: 'host.example' })
  })

  it.runIf(hasProgram('coap-server-notls'))('lists the resources of a CoAP server', async () => {
    const service = await examineDaemon('coap', 'coap-server-notls', (_, port) => {
      return ['-A', '127.0.0.1', '-p', String(port)]
    })
    expect(service).toMatchObject({ name: 'coap', extra: { answer: '2.05' } })
    expect(service.extra['resources']).toContainEqual({ path: '/time', title: 'Internal Clock' })
  })

  it.runIf(hasProgram('memcached'))('names memcached over UDP', async () => {
    const service = await examineDaemon('memcached-udp', 'memcached', (_, port) => {
      return ['-u', user, '-l', '127.0.0.1', '-p', '0', '-U', String(port)]
    })
    const version = versionOf('memcached', ['--version'], /memcached ([\d.]+)/)
    expect(service).toMatchObject({ product: 'memcached', version, transport: 'udp' })
  })

  it.runIf(hasProgram('openvpn'))('knows OpenVPN by its answer to a reset', async () => {
    const service = await examineDaemon('openvpn-udp', 'openvpn', (folder, port) => {
      const files = writeCertificate(folder)
      const local = ['--dev', 'null', '--proto', 'udp', '--local', '127.0.0.1', '--port']
      const tls = ['--tls-server', '--dh', 'none', '--ca', files.cert]
      return [...local, String(port), ...tls, '--cert', files.cert, '--key', files.key]
    })
    expect(service).toMatchObject({ name: 'openvpn', transport: 'udp' })
  })

  it.runIf(hasProgram('kamailio'))('names Kamailio and its version', async () => {
    const service = await examineDaemon('sip-udp', 'kamailio', (folder, port) => {
      const lines = [
        `debug=0\nlog_stderror=yes\nchildren=1\nlisten=udp:127.0.0.1:${port}\ndisable_tcp=yes`,
        'loadmodule "sl.so"\nrequest_route { sl_send_reply("200", "OK"); }\n',
      ]
      const config = writeConfig(folder, lines.join('\n'))
      return ['-DD', '-E', '-Y', folder, '-P', join(folder, 'pid'), '-f', config]
    })
    const version = versionOf('kamailio', ['-v'], /kamailio ([\d.]+)/)
    expect(service).toMatchObject({ name: 'sip', product: 'Kamailio', version })
  })

  it.runIf(hasProgram('xl2tpd') && isRoot)('knows xl2tpd and leaves no tunnel', async () => {
    const service = await examineDaemon('l2tp', 'xl2tpd', (folder, port) => {
      const lines = `[global]\nport = ${port}\nlisten-addr = 127.0.0.1\n[lns default]\nip range = 192.0.2.10-192.0.2.20\nlocal ip = 192.0.2.1\nhostname = lns.host.example\n`
      const files = ['-p', join(folder, 'pid'), '-C', join(folder, 'control')]
      return ['-D', ...files, '-c', writeConfig(folder, lines)]
    })
    expect(service).toMatchObject({ product: 'xl2tpd', hostname: 'lns.host.example' })
  })

  it.runIf(hasProgram('caddy'))('reads the versions of QUIC that a web server speaks', async () => {
    const service = await examineDaemon('quic', 'env', (folder, port) => {
      const { cert, key } = writeCertificate(folder)
      const site = `https://localhost:${port} {\n bind 127.0.0.1\n tls ${cert} ${key}\n respond "hello"\n}\n`
      const lines = `{\n admin off\n auto_https disable_redirects\n}\n${site}`
      // It keeps its own files at home.
      const caddy = [`HOME=${folder}`, 'caddy', 'run', '--adapter', 'caddyfile', '--config']
      return [...caddy, writeConfig(folder, lines)]
    })
    expect(service).toMatchObject({ name: 'quic' })
    expect(service.extra['versions']).toContain('1')
  })

  it.runIf(hasProgram('ipmi_sim'))('reads what a management controller offers', async () => {
    const service = await examineDaemon('ipmi', 'ipmi_sim', (folder, port) => {
      const levels = ['callback', 'user', 'operator', 'admin']
      const lan = [
        'name "host"\nset_working_mc 0x20\nstartlan 1',
        `addr 127.0.0.1 ${port}\npriv_limit admin`,
        ...levels.map((level) => `allowed_auths_${level} md5`),
        'guid a123456789abcdefa123456789abcdef\nendlan',
        'user 2 true "operator" "test" admin 10 md5\n',
      ]
      const commands =
        'mc_setbmc 0x20\nmc_add 0x20 0 no-device-sdrs 0x23 9 8 0x9f 0x1291 0xf02 persist_sdr\nmc_enable 0x20\n'
      const config = writeConfig(folder, lan.join('\n'))
      return ['-c', config, '-f', writeConfig(folder, commands, 'commands'), '-n', '-s', folder]
    })
    expect(service).toMatchObject({ name: 'asf-rmcp', isAnonymousAllowed: false })
    expect(service.extra).toMatchObject({
      versions: ['1.5', '2.0'],
      authenticationTypes: ['md5'],
      hasNamedUsers: true,
    })
  })

  it.runIf(hasProgram('xinetd')).each(['echo', 'daytime', 'chargen'])(
    'knows the %s of xinetd',
    async (name) => {
      const service = await examineDaemon(`${name}-udp`, 'xinetd', (folder, port) => {
        const lines = `service ${name}\n{\n type = INTERNAL UNLISTED\n id = ${name}-dgram\n socket_type = dgram\n protocol = udp\n bind = 127.0.0.1\n port = ${port}\n user = ${user}\n wait = yes\n disable = no\n}\n`
        const files = ['-pidfile', join(folder, 'pid')]
        return ['-dontfork', ...files, '-f', writeConfig(folder, lines)]
      })
      expect(service).toMatchObject({ name, transport: 'udp', confidence: expect.any(Number) })
    },
  )
})

/** Writes the daemon's configuration and returns where it is. */
function writeConfig(folder: string, text: string, name = 'daemon.conf'): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

function writeCertificate(folder: string): { readonly cert: string; readonly key: string } {
  const { cert, key } = makeTestCertificate({ commonName: 'host.example' })
  const paths = { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') }
  writeFileSync(paths.cert, cert)
  writeFileSync(paths.key, key)
  return paths
}
