import { type RuleRow } from '../software-rules.ts'

/** Software told by remote desktops. */
export const remoteRules: readonly RuleRow[] = [
  ['vnc.product', /^tightvnc$/, 'TightVNC', 'tightvnc:tightvnc'],
]
