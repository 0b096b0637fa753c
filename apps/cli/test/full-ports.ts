import { type PortGroup, type PortRecord } from '@windvane/model'

/** Ports in every state. */
export const fullPorts: readonly PortRecord[] = [
  openPort('192.0.2.10', 22),
  openPort('192.0.2.10', 25),
  openPort('192.0.2.10', 80),
  openPort('192.0.2.10', 443),
  openPort('192.0.2.10', 6379),
  {
    address: '192.0.2.10',
    port: 8080,
    transport: 'tcp',
    state: 'filtered',
    reason: 'admin-prohibited',
    tries: 2,
  },
  { ...openPort('192.0.2.10', 53), transport: 'udp', reason: 'udp-response' },
  openPort('2001:db8::10', 443),
]

/** The ports that are worth no record each. */
export const fullPortGroups: readonly PortGroup[] = [
  {
    address: '192.0.2.10',
    transport: 'tcp',
    state: 'closed',
    reason: 'conn-refused',
    tries: 1,
    count: 989,
    ports: '1-21,23-24,26-79,81-442,444-993',
  },
  {
    address: '192.0.2.10',
    transport: 'udp',
    state: 'open|filtered',
    reason: 'no-response',
    tries: 3,
    count: 12,
    ports: '67-69,123,161,500,1900,3478,4500,5353,5683,11211',
  },
]

function openPort(address: string, port: number): PortRecord {
  return {
    address,
    port,
    transport: 'tcp',
    state: 'open',
    reason: 'syn-ack',
    tries: 1,
    rttMs: 21.5,
    firstSeen: '2026-11-25T22:14:16.000Z',
    lastSeen: '2026-11-25T22:14:16.000Z',
  }
}
