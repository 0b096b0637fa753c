import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { defineDaemon } from './define-daemon.ts'

const postfixServices = `
smtp inet n - n - - smtpd
submission inet n - n - - smtpd -o smtpd_tls_security_level=encrypt
smtps inet n - n - - smtpd -o smtpd_tls_wrappermode=yes
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
proxymap unix - - n - - proxymap
error unix - - n - - error
discard unix - - n - - discard
local unix - n n - - local
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
`

/** Mail servers. */
export const mailDaemons = [
  defineDaemon({
    id: 'postfix',
    package: 'postfix',
    program: '/usr/sbin/postfix',
    prepare({ folder, chainFile, keyFile }) {
      for (const name of ['etc', 'queue', 'data']) mkdirSync(join(folder, name))
      execFileSync('chown', ['postfix', join(folder, 'data')])
      writeFileSync(join(folder, 'etc/master.cf'), postfixServices)
      writeFileSync(
        join(folder, 'etc/main.cf'),
        `compatibility_level = 3.6\nmyhostname = mail.lab.test\ninet_interfaces = all\ninet_protocols = ipv4
queue_directory = ${folder}/queue\ndata_directory = ${folder}/data\nmaillog_file = /var/log/windvane-lab-postfix.log
smtpd_tls_cert_file = ${chainFile}\nsmtpd_tls_key_file = ${keyFile}\nsmtpd_tls_security_level = may
smtpd_banner = $myhostname ESMTP $mail_name ($mail_version)\nmynetworks = 127.0.0.0/8\nalias_maps =\nlocal_recipient_maps =
`,
      )
      return { words: ['-c', join(folder, 'etc'), 'start-fg'] }
    },
    expected: [
      { port: 25, name: 'smtp', product: 'Postfix', version: 'package' },
      { port: 465, name: 'smtp', tunnel: 'tls', product: 'Postfix', version: 'package' },
      { port: 587, name: 'smtp', product: 'Postfix', version: 'package' },
    ],
  }),
  defineDaemon({
    id: 'dovecot',
    package: 'dovecot-core',
    program: '/usr/sbin/dovecot',
    prepare({ folder, chainFile, keyFile }) {
      mkdirSync(join(folder, 'run'))
      writeFileSync(
        join(folder, 'dovecot.conf'),
        `protocols = imap pop3 sieve\nbase_dir = ${folder}/run\nlisten = *\nssl = yes\nssl_cert = <${chainFile}
ssl_key = <${keyFile}\nlog_path = ${folder}/log\nmail_location = maildir:~/Maildir\nstate_dir = ${folder}/run
passdb {\n driver = static\n args = password=x\n}\nuserdb {\n driver = static\n args = uid=mail gid=mail home=/tmp\n}\n`,
      )
      return { words: ['-F', '-c', join(folder, 'dovecot.conf')] }
    },
    expected: [
      { port: 110, name: 'pop3', product: 'Dovecot' },
      { port: 143, name: 'imap', product: 'Dovecot' },
      { port: 993, name: 'imap', tunnel: 'tls', product: 'Dovecot' },
      { port: 995, name: 'pop3', tunnel: 'tls', product: 'Dovecot' },
      { port: 4190, name: 'sieve', product: 'Dovecot' },
    ],
  }),
] as const
