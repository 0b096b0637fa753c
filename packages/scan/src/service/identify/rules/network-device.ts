import { type RuleRow } from '../software-rules.ts'

/** Software told by routers, access servers and devices. */
export const networkDeviceRules: readonly RuleRow[] = [
  ['pptp.vendor', /^linux$/, 'PoPToP pptpd', 'poptop:pptp_server'],
  ['pptp.vendor', /^MoretonBay$/, 'PoPToP pptpd', 'poptop:pptp_server'],
  ['pptp.vendor', /^Microsoft/, 'Microsoft Routing and Remote Access', 'microsoft:windows'],
  ['pptp.vendor', /^MikroTik/, 'MikroTik RouterOS', 'mikrotik:routeros'],
  ['pptp.vendor', /^DrayTek/, 'DrayTek Vigor'],
  ['pptp.vendor', /^Cisco Systems/, 'Cisco IOS', 'cisco:ios'],
  ['bgp.software', /^FRRouting\/(?<version>\d[\d.]*)/, 'FRRouting', 'frrouting:frrouting'],
  ['bgp.software', /^BIRD (?<version>\d[\d.]*)/, 'BIRD', 'nic:bird'],
  ['bgp.software', /^ExaBGP\/(?<version>\d[\d.]*)/, 'ExaBGP'],
  ['smart-install.role', /^client$/, 'Cisco Smart Install', 'cisco:ios'],
  ['adb.banner', /^(?:device|recovery|sideload|bootloader)::/, 'Android adbd', 'google:android'],
  ['afp.machine', /^Netatalk ?(?<version>\d[\d.]*)?/, 'Netatalk', 'netatalk:netatalk'],
  ['afp.machine', /^(?:Mac|iMac|Xserve|VMware|Parallels)/, 'Apple file server', 'apple:macos'],
  ['afp.machine', /^TimeCapsule|^AirPort/, 'Apple AirPort'],
]
