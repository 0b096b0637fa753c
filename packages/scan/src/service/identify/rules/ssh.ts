import { type RuleRow } from '../software-rules.ts'

/** Software told by SSH identification strings. */
export const sshRules: readonly RuleRow[] = [
  ['ssh.software', /^OpenSSH_for_Windows_(?<version>\d[\w.]*)/, 'OpenSSH', 'openbsd:openssh'],
  ['ssh.software', /^OpenSSH_(?<version>\d[\w.]*)/, 'OpenSSH', 'openbsd:openssh'],
  [
    'ssh.software',
    /^dropbear_(?<version>\d[\w.]*)/,
    'Dropbear',
    'dropbear_ssh_project:dropbear_ssh',
  ],
  ['ssh.software', /^dropbear$/, 'Dropbear', 'dropbear_ssh_project:dropbear_ssh'],
  ['ssh.software', /^libssh[-_](?<version>\d[\d.]*)/, 'libssh', 'libssh:libssh'],
  ['ssh.software', /^paramiko_(?<version>\d[\d.]*)/, 'Paramiko', 'paramiko:paramiko'],
  ['ssh.software', /^AsyncSSH_(?<version>\d[\d.]*)/, 'AsyncSSH', 'asyncssh_project:asyncssh'],
  ['ssh.software', /^ROSSSH/, 'MikroTik RouterOS sshd', 'mikrotik:routeros'],
  ['ssh.software', /^Cisco-(?<version>\d[\d.]*)/, 'Cisco SSH', 'cisco:ios'],
  ['ssh.software', /^mod_sftp/, 'ProFTPD mod_sftp', 'proftpd:proftpd'],
  ['ssh.software', /^Go$/, 'Go SSH', 'golang:crypto'],
]
