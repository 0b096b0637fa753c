import { type RuleRow } from '../software-rules.ts'

/** Software told by file services. */
export const fileRules: readonly RuleRow[] = [['rsync.product', /^rsync$/, 'rsync', 'samba:rsync']]
