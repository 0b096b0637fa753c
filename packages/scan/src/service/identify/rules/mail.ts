import { type RuleRow } from '../software-rules.ts'

/** Software told by the greetings of mail and file servers. */
export const mailRules: readonly RuleRow[] = [
  ['ftp.greeting', /\(vsFTPd (?<version>\d[\d.]*)\)/, 'vsftpd', 'vsftpd_project:vsftpd'],
  ['ftp.greeting', /ProFTPD(?: (?<version>\d[\w.]*))? /, 'ProFTPD', 'proftpd:proftpd'],
  ['ftp.greeting', /Pure-FTPd/, 'Pure-FTPd', 'pureftpd:pure-ftpd'],
  [
    'ftp.greeting',
    /FileZilla Server(?: version)?(?: (?<version>\d[\d.]*))?/,
    'FileZilla Server',
    'filezilla-project:filezilla_server',
  ],
  [
    'ftp.greeting',
    /Microsoft FTP Service/,
    'Microsoft FTP Service',
    'microsoft:internet_information_services',
  ],
  ['ftp.greeting', /Serv-U FTP Server v(?<version>\d[\d.]*)/, 'Serv-U', 'solarwinds:serv-u'],
  ['ftp.greeting', /pyftpdlib (?<version>\d[\d.]*)/, 'pyftpdlib'],
  [
    'smtp.greeting',
    /\bPostfix(?:[^(]{0,40}\((?<version>\d[\d.]*)\))?/,
    'Postfix',
    'postfix:postfix',
  ],
  ['smtp.greeting', /\bExim (?<version>\d[\d.]*)/, 'Exim', 'exim:exim'],
  ['smtp.greeting', /\bSendmail (?<version>\d[\d.]*)/, 'Sendmail', 'sendmail:sendmail'],
  ['smtp.greeting', /\bOpenSMTPD\b/, 'OpenSMTPD', 'openbsd:opensmtpd'],
  [
    'smtp.greeting',
    /Microsoft ESMTP MAIL Service(?:, Version: (?<version>\d[\d.]*))?/,
    'Microsoft Exchange smtpd',
    'microsoft:exchange_server',
  ],
  ['smtp.greeting', /\bMailEnable\b/, 'MailEnable', 'mailenable:mailenable'],
  ['pop3.greeting', /\bDovecot\b/, 'Dovecot', 'dovecot:dovecot'],
  ['pop3.greeting', /\bCourier\b/i, 'Courier', 'courier-mta:courier'],
  ['pop3.greeting', /Cyrus POP3 v?(?<version>\d[\d.]*)/, 'Cyrus IMAP', 'cyrus:imap'],
  ['imap.greeting', /\bDovecot\b/, 'Dovecot', 'dovecot:dovecot'],
  ['imap.greeting', /\bCourier-IMAP\b/, 'Courier', 'courier-mta:courier'],
  ['imap.greeting', /Cyrus IMAP v?(?<version>\d[\d.]*)/, 'Cyrus IMAP', 'cyrus:imap'],
  ['imap.greeting', /Microsoft Exchange/, 'Microsoft Exchange imapd', 'microsoft:exchange_server'],
]
