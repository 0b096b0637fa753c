import { type RuleRow } from '../software-rules.ts'

/** Software told by directories. */
export const directoryRules: readonly RuleRow[] = [
  ['ldap.vendor', /^OpenLDAP/, 'OpenLDAP', 'openldap:openldap'],
  ['ldap.vendor', /^389[ -]Directory/i, '389 Directory Server', 'redhat:389_directory_server'],
  ['ldap.vendor', /^Microsoft Active Directory/, 'Microsoft Active Directory'],
]
