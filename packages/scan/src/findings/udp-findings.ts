import { type ServiceRecord } from '@windvane/model'
import { defineFinding } from './define-finding.ts'

/** Findings about services that are mostly spoken over UDP. */
export const udpFindings = [
  defineFinding({
    id: 'snmp-public',
    title: 'SNMP answers the community "public"',
    severity: 'high',
    description:
      'Anybody reads the host: interfaces, routes, processes, software. Use SNMPv3 with authentication, or another community and a list of allowed managers.',
    ofService: (service) =>
      isSeen(service, 'snmp') && service.extra['community'] === 'public'
        ? service.evidence
        : undefined,
  }),
  defineFinding({
    id: 'dns-open-resolver',
    title: 'Name server resolves for strangers',
    severity: 'medium',
    description:
      'By forged senders it floods others, and strangers poison or watch its cache. Allow recursion to your own networks only. Expected where the scan came from one of them.',
    ofService: describeRecursion,
  }),
  defineFinding({
    id: 'memcached-udp',
    title: 'memcached answers over UDP',
    severity: 'high',
    description:
      'A forged request of a few bytes is answered by megabytes: the strongest amplifier known. Turn UDP off (-U 0) and bind to an inner address.',
    ofService: ofUdp('memcached'),
  }),
  defineFinding({
    id: 'ssdp-exposed',
    title: 'SSDP answers from afar',
    severity: 'medium',
    description:
      'The protocol is for the local network: it tells devices and serves to flood others by forged senders. Close UDP port 1900 to the outside.',
    ofService: ofUdp('ssdp'),
  }),
  defineFinding({
    id: 'mdns-exposed',
    title: 'Multicast DNS answers unicast queries',
    severity: 'low',
    description:
      'The protocol is for the local network: it tells names, services and inner addresses, and amplifies. Close UDP port 5353 to the outside.',
    ofService: ofUdp('mdns'),
  }),
  defineFinding({
    id: 'netbios-names',
    title: 'NetBIOS tells names',
    severity: 'low',
    description:
      'Computer, workgroup or domain and roles are told to anybody. Turn NetBIOS over TCP/IP off, or close UDP port 137 to the outside.',
    ofService: ofUdp('netbios-ns'),
  }),
  defineFinding({
    id: 'ipmi-rakp',
    title: 'IPMI 2.0 tells password hashes',
    severity: 'high',
    description:
      'Its login protocol (RAKP) sends a salted hash of the password of any user to whoever names that user, to be guessed offline (CVE-2013-4786); no setting changes that. Put management controllers into a network of their own.',
    ofService: (service) =>
      isSeen(service, 'asf-rmcp') && listOf(service, 'versions').includes('2.0')
        ? service.evidence
        : undefined,
  }),
  defineFinding({
    id: 'ipmi-anonymous',
    title: 'IPMI lets users in without a name or a password',
    severity: 'critical',
    description:
      'Whoever gets in has the machine: power, console, media. Disable the anonymous user and the authentication type "none".',
    ofService: describeIpmiLogin,
  }),
  defineFinding({
    id: 'ldap-udp',
    title: 'LDAP answers over UDP',
    severity: 'medium',
    description:
      "It tells domain, forest and site to anybody, and a forged request is answered by many times its size. Let only the domain's own networks reach UDP port 389.",
    ofService: ofUdp('ldap'),
  }),
  defineFinding({
    id: 'tftp-open',
    title: 'TFTP is offered',
    severity: 'medium',
    description:
      'It knows no login: whoever guesses a name reads the file, often a configuration with passwords, and sometimes writes. Let only the hosts that boot from it reach it.',
    ofService: ofUdp('tftp'),
  }),
  defineFinding({
    id: 'chargen-udp',
    title: 'Character generator answers over UDP',
    severity: 'medium',
    description:
      'A byte from a forged sender floods that sender, and two such services keep each other busy for ever. Turn it off.',
    ofService: ofUdp('chargen'),
  }),
  defineFinding({
    id: 'echo-udp',
    title: 'Echo answers over UDP',
    severity: 'low',
    description: 'A forged sender makes it talk to another such service for ever. Turn it off.',
    ofService: ofUdp('echo'),
  }),
  defineFinding({
    id: 'coap-resources',
    title: 'CoAP lists its resources to anybody',
    severity: 'low',
    description:
      'Sensors and switches are often read and set without a login, and the list amplifies. Use DTLS or OSCORE, and close UDP port 5683 to the outside.',
    ofService: (service) =>
      isSeen(service, 'coap') && listOf(service, 'resources').length > 0
        ? service.evidence
        : undefined,
  }),
  defineFinding({
    id: 'ike-version-1',
    title: 'IKE version 1 is accepted',
    severity: 'low',
    description:
      'Version 1 is historic (RFC 9395) and has no protection against floods. Use IKEv2 only.',
    ofService: (service) =>
      isSeen(service, 'isakmp') && listOf(service, 'answers').some(isFirstVersionTaken)
        ? service.evidence
        : undefined,
  }),
  defineFinding({
    id: 'openvpn-unprotected',
    title: 'OpenVPN answers packets of strangers',
    severity: 'info',
    description:
      'Without tls-auth or tls-crypt the server is easily found, and its TLS can be attacked by anybody.',
    ofService: ofUdp('openvpn'),
  }),
  defineFinding({
    id: 'ntp-server',
    title: 'Time server answers',
    severity: 'info',
    description: 'Fine for a time server. Elsewhere the service may be closed to the outside.',
    ofService: ofUdp('ntp'),
  }),
] as const

/** A name guessed from the port number alone is no finding. */
function isSeen({ name, method }: ServiceRecord, wanted: string): boolean {
  return name === wanted && method !== 'port'
}

function ofUdp(name: string): (service: ServiceRecord) => string | undefined {
  return (service) =>
    isSeen(service, name) && service.transport === 'udp' ? service.evidence : undefined
}

function describeRecursion(service: ServiceRecord): string | undefined {
  const { recursion } = service.extra
  if (!isSeen(service, 'domain')) return undefined
  if (recursion === 'answered') return 'told an address of example.com'
  return recursion === 'offered' ? 'recursion is available' : undefined
}

function describeIpmiLogin(service: ServiceRecord): string | undefined {
  if (!isSeen(service, 'asf-rmcp')) return undefined
  const { isAnonymousLoginAllowed, isUserAuthenticationOff } = service.extra
  const reasons = [
    ...(isAnonymousLoginAllowed === true ? ['the anonymous user may log in'] : []),
    ...(listOf(service, 'authenticationTypes').includes('none')
      ? ['authentication "none" is offered']
      : []),
    ...(isUserAuthenticationOff === true ? ['users need no authentication'] : []),
  ]
  return reasons.length === 0 ? undefined : reasons.join(', ')
}

function listOf({ extra }: ServiceRecord, member: string): readonly unknown[] {
  const list = extra[member]
  return Array.isArray(list) ? list : []
}

function isFirstVersionTaken(answer: unknown): boolean {
  if (typeof answer !== 'object' || answer === null) return false
  const isFirst = 'majorVersion' in answer && answer.majorVersion === 1
  return isFirst && 'isProposalTaken' in answer && answer.isProposalTaken === true
}
