import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { defineDaemon } from './define-daemon.ts'

/** Names, time, messages, proxies. */
export const networkDaemons = [
  defineDaemon({
    id: 'bind',
    package: 'bind9',
    program: '/usr/sbin/named',
    prepare({ folder }) {
      const file = join(folder, 'named.conf')
      writeFileSync(
        file,
        `options { directory "${folder}"; listen-on port 53 { any; }; listen-on-v6 { none; }; recursion no;
 pid-file "${folder}/pid"; session-keyfile "${folder}/session.key"; }; controls { };`,
      )
      return { words: ['-f', '-c', file] }
    },
    expected: [
      { port: 53, name: 'domain', product: 'BIND', version: 'package' },
      { port: 53, transport: 'udp', name: 'domain', product: 'BIND', version: 'package' },
    ],
  }),
  defineDaemon({
    id: 'chrony',
    package: 'chrony',
    program: '/usr/sbin/chronyd',
    prepare({ folder }) {
      const file = join(folder, 'chrony.conf')
      writeFileSync(
        file,
        `allow all\nlocal stratum 10\npidfile ${folder}/pid\ncmdport 0\nbindcmdaddress /\ndriftfile ${folder}/drift\n`,
      )
      return { words: ['-d', '-x', '-u', 'root', '-f', file] }
    },
    expected: [{ port: 123, transport: 'udp', name: 'ntp' }],
  }),
  defineDaemon({
    id: 'snmpd',
    package: 'snmpd',
    program: '/usr/sbin/snmpd',
    prepare({ folder }) {
      const file = join(folder, 'snmpd.conf')
      writeFileSync(file, 'rocommunity public\nagentaddress udp:161\nsysName lab\n')
      return {
        words: ['-f', '-C', '-c', file, '-Lf', join(folder, 'log'), '-p', join(folder, 'pid')],
      }
    },
    expected: [
      { port: 161, transport: 'udp', name: 'snmp' },
      // Its SMUX port speaks to known peers only.
      { port: 199, name: 'smux', isMute: true },
    ],
  }),
  defineDaemon({
    id: 'mosquitto',
    package: 'mosquitto',
    program: '/usr/sbin/mosquitto',
    prepare({ folder, chainFile, keyFile }) {
      const file = join(folder, 'mosquitto.conf')
      writeFileSync(
        file,
        `allow_anonymous true\nlistener 1883\nlistener 8883\ncertfile ${chainFile}\nkeyfile ${keyFile}\n`,
      )
      return { words: ['-c', file] }
    },
    expected: [
      { port: 1883, name: 'mqtt', product: 'Mosquitto', version: 'package' },
      { port: 8883, name: 'mqtt', tunnel: 'tls', product: 'Mosquitto', version: 'package' },
    ],
  }),
  defineDaemon({
    id: 'ngircd',
    package: 'ngircd',
    program: '/usr/sbin/ngircd',
    prepare({ folder }) {
      const file = join(folder, 'ngircd.conf')
      writeFileSync(
        file,
        '[Global]\nName = irc.lab.test\nInfo = lab\nListen = 0.0.0.0\nPorts = 6667\n[Options]\nPAM = no\nIdent = no\nDNS = no\n',
      )
      return { words: ['-n', '-f', file] }
    },
    expected: [{ port: 6667, name: 'irc', product: 'ngIRCd', version: 'package' }],
  }),
  defineDaemon({
    id: 'beanstalkd',
    package: 'beanstalkd',
    program: '/usr/bin/beanstalkd',
    prepare: () => ({ words: ['-l', '0.0.0.0'] }),
    expected: [{ port: 11_300, name: 'beanstalkd', product: 'beanstalkd', version: 'package' }],
  }),
  defineDaemon({
    id: 'dante',
    package: 'dante-server',
    program: '/usr/sbin/danted',
    prepare({ folder }) {
      const file = join(folder, 'danted.conf')
      writeFileSync(
        file,
        `logoutput: ${folder}/log\ninternal: 0.0.0.0 port = 1080\nexternal: lo\nsocksmethod: none\nclientmethod: none
client pass { from: 0.0.0.0/0 to: 0.0.0.0/0 }\nsocks block { from: 0.0.0.0/0 to: 0.0.0.0/0 }\n`,
      )
      return { words: ['-f', file, '-p', join(folder, 'pid')] }
    },
    expected: [{ port: 1080, name: 'socks' }],
  }),
  defineDaemon({
    id: 'prosody',
    package: 'prosody',
    program: '/usr/bin/prosody',
    prepare({ folder }) {
      const file = join(folder, 'prosody.cfg.lua')
      writeFileSync(
        file,
        `pidfile = "${folder}/pid"\ndata_path = "${folder}"\nlog = { error = "${folder}/log" }\nc2s_require_encryption = false
modules_enabled = { "saslauth", "roster", "disco" }\ninterfaces = { "0.0.0.0" }\nrun_as_root = true\nVirtualHost "lab.test"\n`,
      )
      return { words: ['--config', file, '-F'] }
    },
    expected: [
      { port: 5222, name: 'xmpp-client' },
      { port: 5269, name: 'xmpp-server' },
    ],
  }),
] as const
