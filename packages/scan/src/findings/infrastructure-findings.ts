import { type ServiceRecord } from '@windvane/model'
import { defineFinding } from './define-finding.ts'

/** Findings about services that belong behind a firewall: screens, debuggers, clusters, agents, devices. */
export const infrastructureFindings = [
  defineFinding({
    id: 'x11-open',
    title: 'X11 display is open to anybody',
    severity: 'critical',
    description:
      'Anybody who reaches the port sees the screen, reads the keyboard and types. Start the server with -nolisten tcp and forward displays over SSH.',
    ofService: anonymous('x11'),
  }),
  defineFinding({
    id: 'jdwp-exposed',
    title: 'Java debugger is exposed',
    severity: 'critical',
    description:
      'Whoever attaches to a Java machine runs any code in it; the protocol knows no login. Start it without the debug agent, or bind the agent to 127.0.0.1.',
    ofService: seen('jdwp'),
  }),
  defineFinding({
    id: 'adb-open',
    title: 'Android debug bridge is open to anybody',
    severity: 'critical',
    description:
      'Anybody who reaches the port gets a shell on the device and installs programs. Turn off debugging over the network.',
    ofService: anonymous('adb'),
  }),
  defineFinding({
    id: 'smart-install-client',
    title: 'Cisco Smart Install client answers',
    severity: 'critical',
    description:
      'The protocol knows no login: anybody reads and replaces the configuration and the image of the switch. Turn it off with "no vstack".',
    ofService: seen('smart-install'),
  }),
  defineFinding({
    id: 'cassandra-anonymous',
    title: 'Cassandra answers without a login',
    severity: 'critical',
    description:
      'Anybody who reaches the port reads and changes all data. Turn on an authenticator and an authorizer, and bind to an inner address.',
    ofService: anonymous('cassandra'),
  }),
  defineFinding({
    id: 'kafka-anonymous',
    title: 'Kafka answers without a login',
    severity: 'high',
    description:
      'Anybody who reaches the listener reads and writes topics, unless access lists forbid it. Use a SASL listener and TLS.',
    ofService: anonymous('kafka'),
  }),
  defineFinding({
    id: 'gearman-open',
    title: 'Gearman takes jobs from anybody',
    severity: 'high',
    description:
      'The protocol knows no login: anybody sends jobs to the workers and takes jobs away. Bind the server to an inner address.',
    ofService: seen('gearman'),
  }),
  defineFinding({
    id: 'ajp-exposed',
    title: 'AJP connector takes requests from anybody',
    severity: 'high',
    description:
      'A web server in front is trusted in what it says of the caller, and old versions hand out files (CVE-2020-1938). Bind the connector to 127.0.0.1 or set a secret.',
    ofService: anonymous('ajp13'),
  }),
  defineFinding({
    id: 'rmi-registry-open',
    title: 'Java RMI registry is open to anybody',
    severity: 'high',
    description:
      'Anybody lists and calls what is bound; "jmxrmi" is the management of the Java machine. Bind it to 127.0.0.1, or ask for a login and TLS.',
    ofService: anonymous('java-rmi'),
  }),
  defineFinding({
    id: 'iscsi-no-login',
    title: 'iSCSI discovery asks for no login',
    severity: 'high',
    description:
      'Anybody who reaches the port may learn the names of the disks and, where they too ask for none, use them. Turn on CHAP and restrict initiators.',
    ofService: anonymous('iscsi'),
  }),
  defineFinding({
    id: 'nfs-export-open',
    title: 'NFS exports are for everybody',
    severity: 'high',
    description:
      'Any host that reaches the server mounts these directories and claims any user. Name the clients of every export.',
    ofService: (service) => {
      const directories = service.extra['openExports']
      const isOpen = isSeen(service, 'mountd') && service.isAnonymousAllowed === true
      return isOpen && Array.isArray(directories) ? directories.join(', ') : undefined
    },
  }),
  defineFinding({
    id: 'afp-guest',
    title: 'AFP lets guests in',
    severity: 'medium',
    description: 'Shares may be read without a password. Turn off guest access.',
    ofService: anonymous('afp'),
  }),
  defineFinding({
    id: 'bgp-open-session',
    title: 'BGP speaker talks to strangers',
    severity: 'medium',
    description:
      'The router opens a session with peers that it should not know, which tells its network and costs it work. Accept connections from configured neighbours only.',
    ofService: (service) =>
      isSeen(service, 'bgp') && service.extra['message'] === 'OPEN' ? service.evidence : undefined,
  }),
  defineFinding({
    id: 'mssql-unencrypted',
    title: 'SQL Server has no encryption',
    severity: 'medium',
    description: 'Queries and results cross the network in clear. Install a certificate.',
    ofService: (service) =>
      isSeen(service, 'ms-sql-s') && service.extra['encryption'] === 'not-supported'
        ? service.evidence
        : undefined,
  }),
  defineFinding({
    id: 'nfs-exposed',
    title: 'NFS is exposed',
    severity: 'medium',
    description: 'File shares belong on an inner network. Close the port to the outside.',
    ofService: seen('nfs'),
  }),
  defineFinding({
    id: 'nrpe-open',
    title: 'NRPE answers strangers',
    severity: 'medium',
    description:
      'Anybody runs the checks that are configured and reads what they tell. Name the monitoring server in allowed_hosts.',
    ofService: seen('nrpe'),
  }),
  defineFinding({
    id: 'pptp-offered',
    title: 'PPTP is offered',
    severity: 'medium',
    description:
      'Its usual login, MS-CHAPv2, is broken, and with it the encryption. Use IPsec, OpenVPN or WireGuard.',
    ofService: seen('pptp'),
  }),
  defineFinding({
    id: 'rpcbind-exposed',
    title: 'RPC port mapper is exposed',
    severity: 'medium',
    description:
      'It tells every program and port, and over UDP it serves to flood others. Close port 111 to the outside.',
    ofService: seen('rpcbind'),
  }),
  defineFinding({
    id: 'zabbix-agent-open',
    title: 'Zabbix agent answers strangers',
    severity: 'medium',
    description:
      'Anybody reads what the agent knows of the host. Name the monitoring server in Server=.',
    ofService: seen('zabbix-agent'),
  }),
  defineFinding({
    id: 'check-mk-agent-open',
    title: 'Checkmk agent answers strangers',
    severity: 'medium',
    description:
      'Anybody reads processes, disks and mounts of the host in clear. Register the agent with TLS, or restrict the port to the monitoring server.',
    ofService: seen('check-mk-agent'),
  }),
  defineFinding({
    id: 'msrpc-exposed',
    title: 'DCE/RPC endpoint mapper is exposed',
    severity: 'low',
    description:
      'It tells interfaces, names and addresses of the host and is a way in for many flaws. Close port 135 to the outside.',
    ofService: seen('msrpc'),
  }),
] as const

type Look = (service: ServiceRecord) => string | undefined

function seen(name: string): Look {
  return (service) => (isSeen(service, name) ? service.evidence : undefined)
}

function anonymous(name: string): Look {
  return (service) =>
    isSeen(service, name) && service.isAnonymousAllowed === true ? service.evidence : undefined
}

/** A name that only the port number suggests is none. */
function isSeen(service: ServiceRecord, name: string): boolean {
  return service.name === name && service.method !== 'port'
}
