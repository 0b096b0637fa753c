import { type RuleRow } from '../software-rules.ts'

/** Software told by name servers' version.bind. */
export const dnsRules: readonly RuleRow[] = [
  ['dns.version', /^dnsmasq-(?<version>\d[\w.]*)/, 'dnsmasq', 'thekelleys:dnsmasq'],
  ['dns.version', /^unbound (?<version>\d[\d.]*)/, 'Unbound', 'nlnetlabs:unbound'],
  ['dns.version', /^NSD (?<version>\d[\d.]*)/, 'NSD', 'nlnetlabs:name_server_daemon'],
  [
    'dns.version',
    /^PowerDNS Authoritative Server (?<version>\d[\d.]*)/,
    'PowerDNS Authoritative Server',
    'powerdns:authoritative',
  ],
  [
    'dns.version',
    /^PowerDNS Recursor (?<version>\d[\d.]*)/,
    'PowerDNS Recursor',
    'powerdns:recursor',
  ],
  ['dns.version', /^CoreDNS-(?<version>\d[\d.]*)/, 'CoreDNS', 'coredns.io:coredns'],
  ['dns.version', /^Knot DNS (?<version>\d[\d.]*)/, 'Knot DNS', 'nic:knot_dns'],
  ['dns.version', /^Microsoft DNS (?<version>\d[\d.]*)/, 'Microsoft DNS'],
  ['dns.version', /^BIND$/, 'BIND', 'isc:bind'],
  ['dns.version', /^(?:BIND )?(?<version>9\.\d{1,2}\.\d{1,3}(?:-P\d+)?)/, 'BIND', 'isc:bind'],
]
