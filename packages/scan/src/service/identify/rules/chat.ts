import { type RuleRow } from '../software-rules.ts'

/** Software told by chat and telephony servers. */
export const chatRules: readonly RuleRow[] = [
  ['irc.version', /^ngircd-(?<version>\d[\d.]*)/i, 'ngIRCd', 'barton:ngircd'],
  ['irc.version', /^InspIRCd-(?<version>\d[\d.]*)/, 'InspIRCd', 'inspircd:inspircd'],
  ['irc.version', /^Unreal(?:IRCd-)?(?<version>\d[\d.]*)/, 'UnrealIRCd', 'unrealircd:unrealircd'],
  [
    'irc.version',
    /^(?:ircd-)?hybrid-(?:1:)?(?<version>\d[\d.]*)/,
    'ircd-hybrid',
    'ircd-hybrid:ircd-hybrid',
  ],
  ['irc.version', /^charybdis-(?<version>\d[\d.]*)/, 'Charybdis'],
  ['irc.version', /^solanum-(?<version>\d[\d.]*)/, 'Solanum'],
  ['irc.version', /^(?:ircd-)?ratbox-(?<version>\d[\d.]*)/, 'ircd-ratbox'],
  ['irc.version', /^bahamut-(?<version>\d[\d.]*)/, 'Bahamut'],
  ['irc.version', /^ergo-v?(?<version>\d[\d.]*)/, 'Ergo'],
  ['irc.version', /^oragono-(?<version>\d[\d.]*)/, 'Oragono'],
  ['irc.version', /^u(?<version>2\.\d\d[\d.]*)/, 'ircu'],
  ['irc.version', /^(?<version>2\.\d\d\.\dp\d)/, 'IRCnet ircd'],
  ['xmpp.caps', /^https?:\/\/prosody\.im/, 'Prosody', 'prosody:prosody'],
  [
    'xmpp.caps',
    /^https?:\/\/www\.process-one\.net\/en\/ejabberd/,
    'ejabberd',
    'process-one:ejabberd',
  ],
  ['xmpp.caps', /igniterealtime\.org\/projects\/openfire/, 'Openfire', 'igniterealtime:openfire'],
  ['xmpp.caps', /^https?:\/\/(?:www\.)?tigase\.(?:org|net)/, 'Tigase'],
  // Prosody's own sentence; others keep to the RFC's conditions.
  ['xmpp.error', /^This server does not serve /, 'Prosody', 'prosody:prosody'],
  ['sip.server', /^kamailio \((?<version>\d[\d.]*)/i, 'Kamailio', 'kamailio:kamailio'],
  ['sip.server', /^OpenSIPS \((?<version>\d[\d.]*)/i, 'OpenSIPS', 'opensips:opensips'],
  [
    'sip.server',
    /^Asterisk(?: PBX)?(?: (?:certified\/)?(?<version>\d[\d.]*))?/,
    'Asterisk',
    'digium:asterisk',
  ],
  ['sip.server', /^FPBX-[\d.]{1,20}\((?<version>\d[\d.]*)\)/, 'Asterisk', 'digium:asterisk'],
  [
    'sip.server',
    /^FreeSWITCH(?:-mod_sofia\/(?<version>\d[\d.]*))?/,
    'FreeSWITCH',
    'freeswitch:freeswitch',
  ],
  ['sip.server', /^Cisco-SIPGateway/, 'Cisco IOS SIP gateway', 'cisco:ios'],
  ['sip.server', /^3CX(?:PhoneSystem)?(?: (?<version>\d[\d.]*))?/, '3CX', '3cx:3cx'],
  ['sip.server', /^FRITZ!OS/, 'FRITZ!OS'],
  ['sip.server', /^Grandstream [\w-]{1,20} (?<version>\d[\d.]*)/, 'Grandstream'],
  ['sip.server', /^YATE\/(?<version>\d[\d.]*)/, 'YATE'],
]
