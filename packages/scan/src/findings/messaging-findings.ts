import { type ServiceRecord } from '@windvane/model'
import { defineFinding } from './define-finding.ts'

/** Findings about queues, chat, streams, proxies and the small services of a host. */
export const messagingFindings = [
  defineFinding({
    id: 'nats-anonymous',
    title: 'NATS takes anybody as a client',
    severity: 'high',
    description:
      'Anybody who reaches the port reads and sends the messages of every subject. Require a login and bind to an inner address.',
    ofService: anonymous('nats'),
  }),
  defineFinding({
    id: 'zookeeper-open',
    title: 'ZooKeeper tells its state to anybody',
    severity: 'medium',
    description:
      'Four-letter words tell versions and sizes, and clients without a login usually read and change the nodes. Let only the cluster reach the port.',
    ofService: (service) =>
      isSeen(service, 'zookeeper') && service.extra['answersFourLetterWords'] === true
        ? service.evidence
        : undefined,
  }),
  defineFinding({
    id: 'beanstalkd-open',
    title: 'beanstalkd is reachable',
    severity: 'high',
    description:
      'It knows no login: anybody who reaches the port reads, adds and deletes jobs. Bind it to an inner address.',
    ofService: seen('beanstalkd'),
  }),
  defineFinding({
    id: 'socks-open',
    title: 'SOCKS proxy asks for no login',
    severity: 'high',
    description:
      'The proxy accepts method 0, "no authentication required". Whether it relays for strangers was not tried. Ask for a login, or accept inner clients only.',
    ofService: anonymous('socks'),
  }),
  defineFinding({
    id: 'tor-control-open',
    title: 'Tor control port asks for no login',
    severity: 'critical',
    description:
      'Anybody who reaches the port controls the Tor process and learns what it is used for. Use cookie authentication and bind to loopback.',
    ofService: anonymous('tor-control'),
  }),
  defineFinding({
    id: 'tor-control-exposed',
    title: 'Tor control port is reachable',
    severity: 'medium',
    description: 'The control port is for local programs. Bind it to loopback.',
    ofService: ({ name, isAuthRequired, evidence }) =>
      name === 'tor-control' && isAuthRequired === true ? evidence : undefined,
  }),
  defineFinding({
    id: 'varnish-cli-open',
    title: 'Varnish takes commands without its secret',
    severity: 'critical',
    description:
      'Anybody who reaches the port changes what the cache delivers and runs code by its configuration. Set a secret and bind to loopback.',
    ofService: anonymous('varnish-cli'),
  }),
  defineFinding({
    id: 'varnish-cli-exposed',
    title: 'Varnish command port is reachable',
    severity: 'low',
    description: 'The command port is for administrators. Bind it to loopback.',
    ofService: ({ name, isAuthRequired, evidence }) =>
      name === 'varnish-cli' && isAuthRequired === true ? evidence : undefined,
  }),
  defineFinding({
    id: 'clamd-open',
    title: 'ClamAV daemon is reachable',
    severity: 'high',
    description:
      'It knows no login: anybody who reaches the port has files of the host scanned and stops the daemon. Use its local socket.',
    ofService: seen('clamd'),
  }),
  defineFinding({
    id: 'spamd-open',
    title: 'SpamAssassin daemon is reachable',
    severity: 'low',
    description:
      'It knows no login: anybody who reaches the port uses it, and may teach it where that is allowed. Let only the mail server reach it.',
    ofService: seen('spamd'),
  }),
  defineFinding({
    id: 'mpd-open',
    title: 'Music Player Daemon takes commands from anybody',
    severity: 'medium',
    description:
      'Anybody who reaches the port plays what they like and reads names of files. Set a password or bind to an inner address.',
    ofService: anonymous('mpd'),
  }),
  defineFinding({
    id: 'rtsp-anonymous',
    title: 'Video or audio stream without a login',
    severity: 'high',
    description:
      'The stream at the root was described without a login, so that anybody may watch or listen. Set a password in the camera or server.',
    ofService: anonymous('rtsp'),
  }),
  defineFinding({
    id: 'svn-anonymous',
    title: 'Subversion repository is open to anybody',
    severity: 'medium',
    description:
      'The repository takes anonymous users. Where its content is not meant for everybody, set anon-access to none.',
    ofService: anonymous('svn'),
  }),
  defineFinding({
    id: 'xmpp-anonymous',
    title: 'XMPP server takes anonymous users',
    severity: 'low',
    description:
      'Anybody may log in without an account (SASL ANONYMOUS), which invites abuse. Turn it off where it is not meant.',
    ofService: anonymous('xmpp-client'),
  }),
  defineFinding({
    id: 'smux-exposed',
    title: 'SMUX is offered',
    severity: 'low',
    description:
      'The protocol is historic (RFC 1227) and its passwords cross the network in clear. Turn it off (snmpd: smuxsocket) or bind it to loopback.',
    ofService: seen('smux'),
  }),
  defineFinding({
    id: 'agentx-exposed',
    title: 'AgentX is reachable',
    severity: 'medium',
    description:
      'It knows no login (RFC 2741 9): anybody who reaches the port answers for parts of the SNMP tree. Use a local socket.',
    ofService: seen('agentx'),
  }),
  defineFinding({
    id: 'finger-open',
    title: 'Finger tells about users',
    severity: 'medium',
    description:
      'It tells names of accounts and who is logged in, which helps to guess passwords. Turn it off.',
    ofService: seen('finger'),
  }),
  defineFinding({
    id: 'ident-open',
    title: 'Identification of users is offered',
    severity: 'info',
    description:
      'It may tell under which account a service runs (RFC 1413 6). Few programs still ask for it.',
    ofService: seen('ident'),
  }),
  defineFinding({
    id: 'chargen-open',
    title: 'Character generator is offered',
    severity: 'medium',
    description:
      'It sends without end to whoever connects, and by UDP to forged addresses. Nobody needs it: turn it off.',
    ofService: seen('chargen'),
  }),
  defineFinding({
    id: 'echo-open',
    title: 'Echo is offered',
    severity: 'low',
    description:
      'With forged addresses it keeps other services busy with each other. Nobody needs it: turn it off.',
    ofService: seen('echo'),
  }),
  defineFinding({
    id: 'small-service-open',
    title: 'A service of a former age is offered',
    severity: 'info',
    description:
      'Daytime, time and quote of the day have no use today. Turn off what nobody needs.',
    ofService: seen('daytime', 'time', 'qotd'),
  }),
  defineFinding({
    id: 'printer-open',
    title: 'Print queue is reachable',
    severity: 'low',
    description:
      'Anybody who reaches the port may look at the queue and often print. Let only print servers reach it.',
    ofService: seen('printer'),
  }),
  defineFinding({
    id: 'hddtemp-open',
    title: 'Disks and their temperatures are told to anybody',
    severity: 'info',
    description: 'The answer tells the models of the disks. Bind it to an inner address.',
    ofService: seen('hddtemp'),
  }),
] as const

/** A name guessed from the port number alone is no finding. */
function isSeen({ name, method }: ServiceRecord, ...names: readonly string[]): boolean {
  return method !== 'port' && names.includes(name)
}

function seen(...names: readonly string[]): (service: ServiceRecord) => string | undefined {
  return (service) => (isSeen(service, ...names) ? service.evidence : undefined)
}

function anonymous(name: string): (service: ServiceRecord) => string | undefined {
  return (service) =>
    isSeen(service, name) && service.isAnonymousAllowed === true ? service.evidence : undefined
}
