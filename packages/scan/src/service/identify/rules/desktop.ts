import { type RuleRow } from '../software-rules.ts'

/** Software told by window systems and directory services of desktops. */
export const desktopRules: readonly RuleRow[] = [
  ['x11.vendor', /^The X\.Org Foundation (?<version>\d[\d.]*)/, 'X.Org X server', 'x.org:x_server'],
  ['x11.vendor', /^Colin Harrison (?<version>\d[\d.]*)/, 'Xming'],
  ['x11.vendor', /^The Cygwin\/X Project/, 'Cygwin/X'],
  ['x11.vendor', /^The XFree86 Project/, 'XFree86'],
  ['kerberos.error', /^CLIENT_NOT_FOUND$/, 'MIT Kerberos', 'mit:kerberos_5'],
  ['msrpc.exporter', /^ServerAlive2$/, 'Microsoft RPC', 'microsoft:windows'],
]
