import { defineFinding } from './define-finding.ts'
import { listTexts, readFact, whereAnonymous, whereNamed } from './service-facts.ts'

/** Findings about directories, name servers and message brokers. */
export const networkServiceFindings = [
  defineFinding({
    id: 'ldap-anonymous-read',
    title: 'LDAP shows entries without a login',
    severity: 'medium',
    description:
      'Anybody who reaches the port reads names and addresses of people and machines. Let only known users search.',
    ofService: whereNamed('ldap', ({ isAnonymousAllowed, extra }) =>
      isAnonymousAllowed === true
        ? `entries below ${listTexts(extra, 'namingContexts')[0] ?? 'the root'} are shown`
        : undefined,
    ),
  }),
  defineFinding({
    id: 'ldap-no-tls',
    title: 'LDAP offers no TLS',
    severity: 'low',
    description:
      'Passwords of simple binds cross the network in clear. Turn on StartTLS (RFC 4511 4.14) or use port 636.',
    ofService: whereNamed('ldap', ({ tunnel, extra, evidence }) =>
      tunnel === 'none' && extra['hasTls'] === false ? evidence : undefined,
    ),
  }),
  defineFinding({
    id: 'dns-version-shown',
    title: 'A name server tells its version',
    severity: 'info',
    description: 'The name version.bind is answered. Set another text where it need not be known.',
    ofService: whereNamed('domain', ({ extra }) =>
      typeof extra['versionBind'] === 'string'
        ? `version.bind "${extra['versionBind']}"`
        : undefined,
    ),
  }),
  defineFinding({
    id: 'mqtt-anonymous',
    title: 'MQTT takes connections without a login',
    severity: 'high',
    description:
      'Anybody who reaches the port reads and publishes messages, unless access lists forbid it. Set allow_anonymous to false.',
    ofService: whereAnonymous('mqtt'),
  }),
  defineFinding({
    id: 'amqp-anonymous',
    title: 'AMQP takes connections without a login',
    severity: 'high',
    description:
      'The mechanism ANONYMOUS (RFC 4505) is offered: anybody who reaches the port may read and publish messages. Take it out.',
    ofService: whereNamed('amqp', ({ isAnonymousAllowed, extra }) =>
      isAnonymousAllowed === true ? listTexts(extra, 'mechanisms').join(' ') : undefined,
    ),
  }),
  defineFinding({
    id: 'amqp-clear-login',
    title: 'AMQP takes passwords in clear',
    severity: 'low',
    description:
      'Mechanisms that send the password itself are offered without TLS. Use port 5671, and see that no account has a known password (RabbitMQ lets "guest" in from its own host only, unless told otherwise).',
    ofService: whereNamed('amqp', ({ tunnel, extra }) => {
      const clear = listTexts(extra, 'mechanisms').filter((name) => /^(?:AMQ)?PLAIN$/.test(name))
      return tunnel === 'none' && clear.length > 0 ? clear.join(' ') : undefined
    }),
  }),
  defineFinding({
    id: 'ntlm-names-shown',
    title: 'Names of the host and its domain are told before a login',
    severity: 'info',
    description:
      'An NTLM challenge names the computer, its domain and the build of its system ([MS-NLMP] 2.2.1.2).',
    ofService: whereNamed(['microsoft-ds', 'ms-wbt-server'], ({ extra }) => {
      const names = ['dnsComputer', 'netbiosComputer', 'dnsDomain', 'netbiosDomain', 'osVersion']
        .map((name) => readFact(extra['ntlm'], name))
        .filter((value) => typeof value === 'string')
      return names.length > 0 ? [...new Set(names)].join(', ') : undefined
    }),
  }),
] as const
