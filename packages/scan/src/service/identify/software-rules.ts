/** One way of telling a product by a text; the group `version` holds its version. */
export type SoftwareRule = {
  /** Which clue it reads. */
  readonly field: string
  readonly pattern: RegExp
  readonly product: string
  readonly vendor?: string
  /** `vendor:product` as NVD writes them; absent where NVD has none. */
  readonly cpe?: string
}

type Row = readonly [field: string, pattern: RegExp, product: string, cpe?: string]

// Patterns are anchored or bounded, so they run in linear time.
const rows: readonly Row[] = [
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
  ['http.server', /^nginx(?:\/(?<version>\d[\d.]*))?(?: |$)/i, 'nginx', 'f5:nginx'],
  ['http.server', /^openresty(?:\/(?<version>\d[\d.]*))?/, 'OpenResty', 'openresty:openresty'],
  ['http.server', /^Apache-Coyote\/(?<version>\d[\d.]*)/, 'Apache Tomcat', 'apache:tomcat'],
  [
    'http.server',
    /^Apache(?:\/(?<version>\d[\d.]*))?(?: |$)/,
    'Apache httpd',
    'apache:http_server',
  ],
  ['http.server', /^lighttpd(?:\/(?<version>\d[\d.]*))?/, 'lighttpd', 'lighttpd:lighttpd'],
  [
    'http.server',
    /^Microsoft-IIS\/(?<version>\d[\d.]*)/,
    'Microsoft IIS',
    'microsoft:internet_information_services',
  ],
  ['http.server', /^Microsoft-HTTPAPI\/(?<version>\d[\d.]*)/, 'Microsoft HTTPAPI'],
  ['http.server', /^Kestrel/, 'Kestrel', 'microsoft:asp.net_core'],
  ['http.server', /^Caddy/, 'Caddy', 'caddyserver:caddy'],
  [
    'http.server',
    /^LiteSpeed(?:\/(?<version>\d[\d.]*))?/,
    'LiteSpeed',
    'litespeedtech:litespeed_web_server',
  ],
  ['http.server', /^Jetty\((?<version>\d[\w.]*)/, 'Jetty', 'eclipse:jetty'],
  ['http.server', /^gunicorn(?:\/(?<version>\d[\d.]*))?/, 'Gunicorn', 'gunicorn:gunicorn'],
  ['http.server', /^Werkzeug\/(?<version>\d[\d.]*)/, 'Werkzeug', 'palletsprojects:werkzeug'],
  ['http.server', /^uvicorn/, 'Uvicorn', 'encode:uvicorn'],
  ['http.server', /^SimpleHTTP\/(?<version>\d[\d.]*)/, 'Python http.server', 'python:python'],
  ['http.server', /^TornadoServer\/(?<version>\d[\d.]*)/, 'Tornado', 'tornadoweb:tornado'],
  ['http.server', /^(?:squid|Squid)(?:\/(?<version>\d[\d.]*))?/, 'Squid', 'squid-cache:squid'],
  ['http.server', /^CUPS\/(?<version>\d[\d.]*)/, 'CUPS', 'openprinting:cups'],
  ['http.server', /^MiniServ\/(?<version>\d[\d.]*)/, 'Webmin', 'webmin:webmin'],
  ['http.server', /^Cowboy/, 'Cowboy', 'ninenines:cowboy'],
  ['http.server', /^GoAhead-Webs/, 'GoAhead', 'embedthis:goahead'],
  ['http.server', /^(?:mini_httpd|thttpd)\/(?<version>\d[\d.]*)/, 'thttpd', 'acme:thttpd'],
  ['http.server', /^RomPager\/(?<version>\d[\d.]*)/, 'RomPager', 'allegrosoft:rompager'],
  ['http.server', /^envoy$/, 'Envoy', 'envoyproxy:envoy'],
  ['http.server', /^(?:cloudflare|cloudflare-nginx)$/, 'Cloudflare'],
  ['http.server', /^Varnish/, 'Varnish', 'varnish-software:varnish_cache'],
  ['http.x-powered-by', /^PHP\/(?<version>\d[\d.]*)/, 'PHP', 'php:php'],
  ['http.x-powered-by', /^Express$/, 'Express', 'openjsf:express'],
  ['http.x-powered-by', /^ASP\.NET$/, 'ASP.NET', 'microsoft:asp.net'],
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
  ['dns.version', /^dnsmasq-(?<version>\d[\w.]*)/, 'dnsmasq', 'thekelleys:dnsmasq'],
  ['dns.version', /^unbound (?<version>\d[\d.]*)/, 'Unbound', 'nlnetlabs:unbound'],
  ['dns.version', /^NSD (?<version>\d[\d.]*)/, 'NSD', 'nlnetlabs:name_server_daemon'],
  [
    'dns.version',
    /^PowerDNS Authoritative Server (?<version>\d[\d.]*)/,
    'PowerDNS Authoritative Server',
    'powerdns:authoritative',
  ],
  [
    'dns.version',
    /^PowerDNS Recursor (?<version>\d[\d.]*)/,
    'PowerDNS Recursor',
    'powerdns:recursor',
  ],
  ['dns.version', /^CoreDNS-(?<version>\d[\d.]*)/, 'CoreDNS', 'coredns.io:coredns'],
  ['dns.version', /^Knot DNS (?<version>\d[\d.]*)/, 'Knot DNS', 'nic:knot_dns'],
  ['dns.version', /^Microsoft DNS (?<version>\d[\d.]*)/, 'Microsoft DNS', 'microsoft:windows'],
  ['dns.version', /^(?:BIND )?(?<version>9\.\d{1,2}\.\d{1,3}(?:-P\d+)?)/, 'BIND', 'isc:bind'],
  ['mysql.version', /^(?:5\.5\.5-)?(?<version>\d[\d.]*)-MariaDB/, 'MariaDB', 'mariadb:mariadb'],
  ['mysql.version', /^MariaDB$/, 'MariaDB', 'mariadb:mariadb'],
  ['mysql.version', /^(?<version>\d[\d.]*)-TiDB/, 'TiDB', 'pingcap:tidb'],
  ['mysql.version', /^(?<version>\d[\d.]*)/, 'MySQL', 'oracle:mysql'],
  ['mysql.version', /^MySQL$/, 'MySQL', 'oracle:mysql'],
  ['postgresql.product', /^postgresql$/, 'PostgreSQL', 'postgresql:postgresql'],
  ['postgresql.product', /^pgbouncer$/, 'PgBouncer', 'pgbouncer:pgbouncer'],
  ['redis.product', /^redis(?: (?<version>\d[\d.]*))?$/, 'Redis', 'redis:redis'],
  ['redis.product', /^valkey(?: (?<version>\d[\d.]*))?$/, 'Valkey', 'lfprojects:valkey'],
  ['redis.product', /^dragonfly(?: (?<version>\d[\d.]*))?$/, 'Dragonfly', 'dragonflydb:dragonfly'],
  ['redis.product', /^keydb(?: (?<version>\d[\d.]*))?$/, 'KeyDB', 'snapchat:keydb'],
  ['mongodb.version', /^(?<version>\d[\d.]*)?/, 'MongoDB', 'mongodb:mongodb'],
  ['memcached.version', /^(?<version>\d[\d.]*)/, 'memcached', 'memcached:memcached'],
  ['rsync.product', /^rsync$/, 'rsync', 'samba:rsync'],
  ['mqtt.version', /^mosquitto version (?<version>\d[\d.]*)/, 'Mosquitto', 'eclipse:mosquitto'],
  ['ldap.vendor', /^OpenLDAP/, 'OpenLDAP', 'openldap:openldap'],
  ['ldap.vendor', /^389[ -]Directory/i, '389 Directory Server', 'redhat:389_directory_server'],
  ['ldap.vendor', /^Microsoft Active Directory/, 'Microsoft Active Directory', 'microsoft:windows'],
  ['amqp.product', /^RabbitMQ(?: (?<version>\d[\d.]*))?/, 'RabbitMQ', 'vmware:rabbitmq'],
  ['amqp.product', /^qpid-cpp(?: (?<version>\d[\d.]*))?/, 'Apache Qpid', 'apache:qpid-cpp'],
  ['vnc.product', /^tightvnc$/, 'TightVNC', 'tightvnc:tightvnc'],
]

const vendors: Readonly<Record<string, string>> = {
  openbsd: 'OpenBSD',
  f5: 'F5',
  apache: 'Apache Software Foundation',
  isc: 'Internet Systems Consortium',
  microsoft: 'Microsoft',
  redis: 'Redis',
  mariadb: 'MariaDB',
  oracle: 'Oracle',
  postgresql: 'PostgreSQL Global Development Group',
  mongodb: 'MongoDB',
  eclipse: 'Eclipse Foundation',
  nlnetlabs: 'NLnet Labs',
}

/** Our own rules, tried in order within a field. */
export const softwareRules: readonly SoftwareRule[] = rows.map(toRule)

function toRule([field, pattern, product, cpe]: Row): SoftwareRule {
  const owner = cpe?.split(':', 1)[0]
  const vendor = owner === undefined ? undefined : (vendors[owner] ?? owner)
  return { field, pattern, product, ...(vendor ? { vendor } : {}), ...(cpe ? { cpe } : {}) }
}
