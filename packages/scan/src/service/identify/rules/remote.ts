import { type RuleRow } from '../software-rules.ts'

/** Software told by remote desktops and shells. */
export const remoteRules: readonly RuleRow[] = [
  ['rdp.product', /^xrdp$/, 'xrdp', 'neutrinolabs:xrdp'],
  ['rdp.product', /^FreeRDP$/, 'FreeRDP', 'freerdp:freerdp'],
  ['rdp.product', /^Microsoft$/, 'Microsoft Terminal Services'],
  ['vnc.product', /^tightvnc$/, 'TightVNC', 'tightvnc:tightvnc'],
  ['vnc.product', /^tigervnc$/, 'TigerVNC', 'tigervnc:tigervnc'],
  ['vnc.product', /^ultravnc$/, 'UltraVNC', 'uvnc:ultravnc'],
  ['vnc.product', /^realvnc$/, 'RealVNC', 'realvnc:vnc'],
  ['vnc.product', /^apple$/, 'Apple Remote Desktop', 'apple:remote_desktop'],
]
