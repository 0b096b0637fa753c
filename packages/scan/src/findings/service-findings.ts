import { type ServiceRecord } from '@windvane/model'
import { defineFinding } from './define-finding.ts'

/** Findings about services by what their protocol told. */
export const serviceFindings = [
  defineFinding({
    id: 'redis-anonymous',
    title: 'Redis answers without a password',
    severity: 'critical',
    description:
      'Anybody who reaches the port reads and changes all data, and often runs commands. Set a password and bind to an inner address.',
    ofService: anonymous('redis'),
  }),
  defineFinding({
    id: 'telnet-open',
    title: 'Telnet is offered',
    severity: 'high',
    description: 'Passwords cross the network in clear. Use SSH and close the port.',
    ofService: ({ name, evidence }) => (name === 'telnet' ? evidence : undefined),
  }),
] as const

function anonymous(name: string): (service: ServiceRecord) => string | undefined {
  return (service) =>
    service.name === name && service.isAnonymousAllowed === true ? service.evidence : undefined
}
