import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { defineDaemon } from './define-daemon.ts'

/** Shells, desktops and files. */
export const remoteDaemons = [
  defineDaemon({
    id: 'openssh',
    package: 'openssh-server',
    program: '/usr/sbin/sshd',
    prepare({ folder }) {
      const key = join(folder, 'key')
      execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key])
      // As root, sshd wants its empty folder, which its service would otherwise make.
      mkdirSync('/run/sshd', { recursive: true })
      const options = ['Port=22', `HostKey=${key}`, 'PidFile=none', 'MaxStartups=200']
      return {
        words: ['-D', '-e', '-f', '/dev/null', ...options.flatMap((option) => ['-o', option])],
      }
    },
    expected: [{ port: 22, name: 'ssh', product: 'OpenSSH', version: 'package' }],
  }),
  defineDaemon({
    id: 'dropbear',
    package: 'dropbear-bin',
    program: '/usr/sbin/dropbear',
    prepare({ folder }) {
      const key = join(folder, 'key')
      execFileSync('dropbearkey', ['-t', 'ed25519', '-f', key], { stdio: 'ignore' })
      return { words: ['-F', '-E', '-p', '2222', '-r', key, '-P', join(folder, 'pid')] }
    },
    expected: [{ port: 2222, name: 'ssh', product: 'Dropbear', version: 'package' }],
  }),
  defineDaemon({
    id: 'vsftpd',
    package: 'vsftpd',
    program: '/usr/sbin/vsftpd',
    prepare({ folder }) {
      const file = join(folder, 'vsftpd.conf')
      mkdirSync(join(folder, 'empty'))
      writeFileSync(
        file,
        `listen=YES\nlisten_port=21\nanonymous_enable=YES\nbackground=NO\nsecure_chroot_dir=${folder}/empty\n`,
      )
      return { words: [file] }
    },
    expected: [{ port: 21, name: 'ftp', product: 'vsftpd', version: 'package' }],
  }),
  defineDaemon({
    id: 'telnetd',
    package: 'inetutils-telnetd',
    program: '/usr/sbin/inetutils-inetd',
    prepare({ folder }) {
      const file = join(folder, 'inetd.conf')
      writeFileSync(file, 'telnet stream tcp nowait root /usr/sbin/telnetd telnetd\n')
      return { words: ['-d', file] }
    },
    expected: [{ port: 23, name: 'telnet' }],
  }),
  defineDaemon({
    id: 'xrdp',
    package: 'xrdp',
    program: '/usr/sbin/xrdp',
    prepare: () => ({ words: ['--nodaemon', '--port', '3389'] }),
    expected: [{ port: 3389, name: 'ms-wbt-server' }],
  }),
  defineDaemon({
    id: 'tigervnc',
    package: 'tigervnc-standalone-server',
    program: '/usr/bin/Xtigervnc',
    prepare: () => ({
      words: [':97', '-rfbport', '5900', '-SecurityTypes', 'None', '-geometry', '320x200'],
    }),
    expected: [{ port: 5900, name: 'vnc' }],
  }),
  defineDaemon({
    id: 'rsync',
    package: 'rsync',
    program: '/usr/bin/rsync',
    prepare({ folder }) {
      const file = join(folder, 'rsyncd.conf')
      writeFileSync(
        file,
        `pid file = ${folder}/pid\n[pub]\npath = ${folder}\ncomment = public files\n`,
      )
      return { words: ['--daemon', '--no-detach', `--config=${file}`] }
    },
    expected: [{ port: 873, name: 'rsync', product: 'rsync' }],
  }),
  defineDaemon({
    id: 'git',
    package: 'git',
    program: '/usr/bin/git',
    prepare: ({ folder }) => ({
      words: ['daemon', '--reuseaddr', '--port=9418', `--base-path=${folder}`],
    }),
    expected: [{ port: 9418, name: 'git' }],
  }),
  defineDaemon({
    id: 'samba',
    package: 'samba',
    program: '/usr/sbin/smbd',
    prepare({ folder }) {
      const file = join(folder, 'smb.conf')
      const folders = ['private dir', 'lock directory', 'state directory', 'cache directory']
      writeFileSync(
        file,
        `[global]\nsmb ports = 445\nserver role = standalone server\npid directory = ${folder}\nlog file = ${folder}/log
ncalrpc dir = ${folder}/ncalrpc\n${folders.map((name) => `${name} = ${folder}`).join('\n')}\n`,
      )
      return { words: ['-F', '--no-process-group', '-s', file] }
    },
    expected: [{ port: 445, name: 'microsoft-ds' }],
  }),
] as const
