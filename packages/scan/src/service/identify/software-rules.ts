import { databaseRules } from './rules/database.ts'
import { directoryRules } from './rules/directory.ts'
import { dnsRules } from './rules/dns.ts'
import { fileRules } from './rules/file.ts'
import { httpRules } from './rules/http.ts'
import { mailRules } from './rules/mail.ts'
import { messagingRules } from './rules/messaging.ts'
import { remoteRules } from './rules/remote.ts'
import { sshRules } from './rules/ssh.ts'
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
  ...databaseRules,
  ...directoryRules,
  ...dnsRules,
  ...fileRules,
  ...httpRules,
  ...mailRules,
  ...messagingRules,
  ...remoteRules,
  ...sshRules,
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
  samba: 'Samba',
  neutrinolabs: 'neutrinolabs',
  cisco: 'Cisco',
  juniper: 'Juniper Networks',
  mikrotik: 'MikroTik',
  libreswan: 'The Libreswan Project',
  strongswan: 'strongSwan',
  digium: 'Digium',
}

/** Our own rules, tried in order within a field. */
export const softwareRules: readonly SoftwareRule[] = rows.map(toRule)

function toRule([field, pattern, product, cpe]: RuleRow): SoftwareRule {
  const owner = cpe?.split(':', 1)[0]
  const vendor = owner === undefined ? undefined : (vendors[owner] ?? owner)
  return { field, pattern, product, ...(vendor ? { vendor } : {}), ...(cpe ? { cpe } : {}) }
}
