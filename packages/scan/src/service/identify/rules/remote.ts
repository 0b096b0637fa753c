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
  [
    'telnet.options',
    /^WILL 37 WILL 38 DO 24 DO 32 DO 35 DO 39 DO 36\b/,
    'GNU Inetutils telnetd',
    'gnu:inetutils',
  ],
  ['telnet.options', /^DO 1 DO 31 WILL 1 WILL 3$/, 'BusyBox telnetd', 'busybox:busybox'],
  ['telnet.text', /\bBusyBox v(?<version>\d[\d.]*)/, 'BusyBox', 'busybox:busybox'],
  ['telnet.text', /^MikroTik v?(?<version>\d[\d.]*)/, 'MikroTik RouterOS telnetd'],
  ['telnet.text', /\bUser Access Verification\b/, 'Cisco telnetd'],
  ['telnet.text', /^Welcome to Microsoft Telnet Service/, 'Microsoft Telnet Service'],
  ['telnet.text', /^DD-WRT v(?<version>\d[\d.]*)/, 'DD-WRT telnetd'],
  ['telnet.text', /\bOpenWrt (?<version>\d[\d.]*)/i, 'OpenWrt telnetd'],
  ['telnet.text', /^VxWorks login:/, 'VxWorks telnetd'],
]
