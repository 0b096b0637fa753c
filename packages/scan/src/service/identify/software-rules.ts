import { clusterRules } from './rules/cluster.ts'
import { chatRules } from './rules/chat.ts'
import { databaseRules } from './rules/database.ts'
import { desktopRules } from './rules/desktop.ts'
import { directoryRules } from './rules/directory.ts'
import { dnsRules } from './rules/dns.ts'
import { enterpriseDatabaseRules } from './rules/enterprise-database.ts'
import { fileRules } from './rules/file.ts'
import { httpApplicationRules } from './rules/http-applications.ts'
import { httpRules } from './rules/http.ts'
import { javaRules } from './rules/java.ts'
import { mailRules } from './rules/mail.ts'
import { messagingRules } from './rules/messaging.ts'
import { monitoringRules } from './rules/monitoring.ts'
import { networkDeviceRules } from './rules/network-device.ts'
import { remoteRules } from './rules/remote.ts'
import { sshRules } from './rules/ssh.ts'
import { textServiceRules } from './rules/text-service.ts'
import { udpRules } from './rules/udp.ts'

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

/**
 * A rule as it is written down. Patterns are anchored or bounded, so that they run in linear time;
 * the group `version` holds the version.
 */
export type RuleRow = readonly [field: string, pattern: RegExp, product: string, cpe?: string]

const rows: readonly RuleRow[] = [
  ...clusterRules,
  ...chatRules,
  ...databaseRules,
  ...desktopRules,
  ...directoryRules,
  ...dnsRules,
  ...enterpriseDatabaseRules,
  ...fileRules,
  ...httpApplicationRules,
  ...httpRules,
  ...javaRules,
  ...mailRules,
  ...messagingRules,
  ...monitoringRules,
  ...networkDeviceRules,
  ...remoteRules,
  ...sshRules,
  ...textServiceRules,
  ...udpRules,
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
  'x.org': 'X.Org Foundation',
  mit: 'MIT',
  mikrotik: 'MikroTik',
  cisco: 'Cisco',
  apple: 'Apple',
  google: 'Google',
  zabbix: 'Zabbix',
  nagios: 'Nagios',
  checkmk: 'Checkmk',
  frrouting: 'FRRouting',
  nic: 'CZ.NIC',
  linuxfoundation: 'Linux Foundation',
  digium: 'Digium',
  torproject: 'Tor Project',
  samba: 'Samba',
  neutrinolabs: 'neutrinolabs',
  juniper: 'Juniper Networks',
  libreswan: 'The Libreswan Project',
  strongswan: 'strongSwan',
}

/** Our own rules, tried in order within a field. */
export const softwareRules: readonly SoftwareRule[] = rows.map(toRule)

function toRule([field, pattern, product, cpe]: RuleRow): SoftwareRule {
  const owner = cpe?.split(':', 1)[0]
  const vendor = owner === undefined ? undefined : (vendors[owner] ?? owner)
  return { field, pattern, product, ...(vendor ? { vendor } : {}), ...(cpe ? { cpe } : {}) }
}
