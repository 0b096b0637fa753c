/** The one word for a protocol that goes by several: `ms-wbt-server` is `rdp`. */
export function toServiceName(name: string): string {
  const word = name.toLowerCase().replace(/^(?:ssl|tls)\//, '')
  return synonyms.get(word) ?? word
}

/** Registered names, names of the protocol over TLS, and names that scanners use, by our own word. */
const words: Readonly<Record<string, string>> = {
  ajp: 'ajp13 ajp12',
  amqp: 'amqps',
  beanstalkd: 'beanstalk',
  cassandra: 'cassandra-native',
  coap: 'coaps',
  dns: 'domain domain-s',
  etcd: 'etcd-client etcd-server',
  ftp: 'ftps ftp-data',
  http: 'https http-alt https-alt www http-mgmt',
  'http-proxy': 'squid-http squid proxy webcache',
  ike: 'isakmp ikev2',
  imap: 'imaps imap2 imap3 imap4',
  ipmi: 'asf-rmcp',
  ipp: 'ipps cups',
  irc: 'ircs ircs-u ircu',
  kerberos: 'kerberos-sec',
  ldap: 'ldaps ldapssl globalcatldap globalcatldapssl',
  managesieve: 'sieve',
  mdns: 'zeroconf',
  memcached: 'memcache',
  mongodb: 'mongod mongo',
  mqtt: 'secure-mqtt mqtts',
  mssql: 'ms-sql-s ms-sql',
  mysql: 'mariadb mysqlx',
  'netbios-ns': 'netbios-name',
  nntp: 'nntps snews',
  ntp: 'ntpd',
  oracle: 'oracle-tns oracle-tns-listener',
  pop3: 'pop3s pop-3',
  postgresql: 'postgres',
  quic: 'http3',
  rdp: 'ms-wbt-server ms-term-serv',
  redis: 'resp',
  rpcbind: 'sunrpc portmapper portmap',
  sip: 'sips sip-tls',
  smb: 'microsoft-ds netbios-ssn',
  smtp: 'smtps submission submissions urd',
  snmp: 'snmptrap',
  socks: 'socks4 socks5 socks-proxy',
  ssdp: 'upnp',
  stun: 'stuns nat-stun-port turn',
  svn: 'svnserve',
  telnet: 'telnets',
  vnc: 'rfb',
  x11: 'x-server',
  xmpp: 'xmpp-client xmpp-server jabber',
}

const synonyms: ReadonlyMap<string, string> = new Map(
  Object.entries(words).flatMap(([word, others]) =>
    others.split(' ').map((other): readonly [string, string] => [other, word]),
  ),
)
