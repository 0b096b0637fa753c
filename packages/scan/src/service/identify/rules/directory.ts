import { type RuleRow } from '../software-rules.ts'

/** Software told by directories. */
export const directoryRules: readonly RuleRow[] = [
  ['ldap.monitor', /^OpenLDAP: slapd (?<version>\d[\d.]*)/, 'OpenLDAP', 'openldap:openldap'],
  ['ldap.vendor', /^OpenLDAP/, 'OpenLDAP', 'openldap:openldap'],
  [
    'ldap.vendor',
    /\b389-Directory\/(?<version>\d[\d.]*)/i,
    '389 Directory Server',
    'redhat:389_directory_server',
  ],
  ['ldap.vendor', /^389[ -]Directory/i, '389 Directory Server', 'redhat:389_directory_server'],
  ['ldap.vendor', /^Microsoft Active Directory/, 'Microsoft Active Directory'],
  ['ldap.vendor', /\bSamba\b(?:.{0,80} (?<version>\d[\d.]*\d))?/, 'Samba', 'samba:samba'],
  [
    'ldap.vendor',
    /^Apache Software Foundation (?<version>\d[\w.]*)/,
    'ApacheDS',
    'apache:directory_server',
  ],
  ['ldap.vendor', /\bOpenDJ\b(?: .{0,40}?(?<version>\d[\d.]*))?/, 'OpenDJ'],
  ['ldap.vendor', /^(?:Novell|NetIQ).{0,60}eDirectory v?(?<version>\d[\d.]*)/, 'eDirectory'],
  ['ldap.vendor', /^VMware/, 'VMware Directory Service'],
]
