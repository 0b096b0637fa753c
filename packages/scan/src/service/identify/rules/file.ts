import { type RuleRow } from '../software-rules.ts'

/** Software told by file services. */
export const fileRules: readonly RuleRow[] = [
  ['rsync.product', /^rsync$/, 'rsync', 'samba:rsync'],
  ['smb.native', /^Samba(?: (?<version>\d[\d.]{0,20}(?:rc\d)?))?/, 'Samba', 'samba:samba'],
  ['smb.native', /^Windows/, 'Microsoft Windows SMB'],
]
