import { type RuleRow } from '../software-rules.ts'

/** Software told by services over UDP. */
export const udpRules: readonly RuleRow[] = [
  [
    'snmp.sys-descr',
    /^Cisco IOS Software.{0,200}?Version (?<version>\d[\w.()]{0,30})/s,
    'Cisco IOS',
    'cisco:ios',
  ],
  [
    'snmp.sys-descr',
    /^Cisco (?:Adaptive Security Appliance|ASA).{0,60}?Version (?<version>\d[\w.()]{0,30})/s,
    'Cisco ASA',
    'cisco:adaptive_security_appliance_software',
  ],
  ['snmp.sys-descr', /JUNOS (?<version>\d[\w.-]{0,30})/, 'Juniper Junos', 'juniper:junos'],
  ['snmp.sys-descr', /^RouterOS /, 'MikroTik RouterOS', 'mikrotik:routeros'],
  ['snmp.sys-descr', /^VMware ESXi (?<version>\d[\d.]*)/, 'VMware ESXi', 'vmware:esxi'],
  // IANA's enterprise 8072, in the identity of its agents and of its engines.
  ['snmp.sys-object-id', /^1\.3\.6\.1\.4\.1\.8072\./, 'Net-SNMP', 'net-snmp:net-snmp'],
  ['snmp.enterprise', /^8072$/, 'Net-SNMP', 'net-snmp:net-snmp'],
  [
    'ssdp.server',
    /\bMiniDLNA\/(?<version>\d[\w.]{0,20})/,
    'MiniDLNA',
    'readymedia_project:readymedia',
  ],
  [
    'ssdp.server',
    /\bMiniUPnPd\/(?<version>\d[\w.]{0,20})/,
    'MiniUPnPd',
    'miniupnp_project:miniupnpd',
  ],
  [
    'ssdp.server',
    /\bPortable SDK for UPnP devices\/(?<version>\d[\w.]{0,20})/,
    'libupnp',
    'pupnp_project:pupnp',
  ],
  ['stun.software', /^Coturn-(?<version>\d[\d.]{0,20})/, 'coturn', 'coturn_project:coturn'],
  ['stun.software', /^restund v(?<version>\d[\d.]{0,20})/, 'restund'],
  ['ike.vendor', /^OE-Libreswan-(?<version>\d[\d.]{0,20})/, 'Libreswan', 'libreswan:libreswan'],
  ['ike.vendor', /^Openswan-?(?<version>\d[\d.]{0,20})/, 'Openswan', 'xelerance:openswan'],
  // strongSwan's own identifier, sent when send_vendor_id is set.
  ['ike.vendor', /^882fe56d6fd20dbc2251613b2ebe5beb$/, 'strongSwan', 'strongswan:strongswan'],
  ['ldap.vendor', /^Samba Team/, 'Samba', 'samba:samba'],
  ['l2tp.vendor', /^xelerance\.com$/, 'xl2tpd', 'xelerance:xl2tpd'],
  ['l2tp.vendor', /^MikroTik$/, 'MikroTik RouterOS', 'mikrotik:routeros'],
  ['l2tp.vendor', /^Cisco Systems/, 'Cisco IOS', 'cisco:ios'],
  ['sip.server', /^kamailio \((?<version>\d[\d.]{0,20})/i, 'Kamailio', 'kamailio:kamailio'],
  ['sip.server', /^OpenSIPS \((?<version>\d[\d.]{0,20})/i, 'OpenSIPS', 'opensips:opensips'],
  ['sip.server', /^Asterisk PBX (?<version>\d[\d.]{0,20})/, 'Asterisk', 'digium:asterisk'],
  ['sip.server', /^FPBX-[\d.]{1,20}\((?<version>\d[\d.]{0,20})\)/, 'Asterisk', 'digium:asterisk'],
  [
    'sip.server',
    /^FreeSWITCH-mod_sofia\/(?<version>\d[\d.]{0,20})/,
    'FreeSWITCH',
    'freeswitch:freeswitch',
  ],
]
