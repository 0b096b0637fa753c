import { type ScanReport } from '@windvane/model'
import { describe, expect, it } from 'vitest'
import { parsePortSpec } from './ports/parse-port-spec.ts'
import { canIsolate, TestNamespaces } from './udp/test-namespaces.ts'

const dropped = [161, 500]
const forbidden = [69]
const open = [123, 9999]

const rules = `table inet lab { chain in { type filter hook input priority 0; policy accept;
  udp dport { ${dropped.join(', ')} } drop
  udp dport { ${forbidden.join(', ')} } reject with icmpx type admin-prohibited
 }
}`

/** A time server, and one that says something whatever it is sent. */
const server = `
  const { createSocket } = require('node:dgram')
  const time = (request) => {
    const answer = Buffer.alloc(48)
    answer[0] = 0x24
    answer[1] = 2
    request.copy(answer, 24, 40, 48)
    return answer
  }
  const serve = (port, toAnswer) => new Promise((resolve) => {
    const socket = createSocket('udp6')
    socket.on('message', (bytes, { port, address }) => socket.send(toAnswer(bytes), port, address))
    socket.bind(port, '::', resolve)
  })
  Promise.all([serve(123, time), serve(9999, () => 'what?')]).then(() => console.log('ready'))`

const few = '53,69,123,137,161,443,500,1194,1900,3478,5060,5353,9999'
const many = `${few},5683,11211,40001-40004`

// Nearly all of their time is waiting.
describe.skipIf(!canIsolate()).concurrent('scan() of UDP behind limits on ICMP errors', () => {
  it.each([
    ['192.168.98.2', many],
    ['fd98::2', few],
  ])(
    'tells every port of %s although the kernel tells one closed port a second',
    async (address, spec) => {
      using network = new TestNamespaces(rules)
      await network.serve(server)
      const report = await network.scan(address, `{ ports: '1', udp: '${spec}' }`)
      expect(portsOf(report, 'open')).toEqual(open)
      expect(portsOf(report, 'filtered')).toEqual(forbidden)
      expect(portsOf(report, 'closed')).toEqual(closedOf(spec))
      expect(portsOf(report, 'open|filtered')).toEqual(dropped)
      expect(report.services).toMatchObject([
        { port: 123, transport: 'udp', name: 'ntp', extra: { stratum: 2 } },
        { port: 9999, transport: 'udp', name: 'unknown', banner: 'what?' },
      ])
      expect(report.summary).toMatchObject({ stopReason: 'complete', stages: { udp: 1 } })
    },
    60_000,
  )

  it('waits for a kernel that tells one in three seconds', { timeout: 90_000 }, async () => {
    using network = new TestNamespaces(rules)
    network.setParameter('net.ipv4.icmp_ratelimit', 3000)
    await network.serve(server)
    const report = await network.scan('192.168.98.2', `{ ports: '1', udp: '${few}' }`)
    expect(portsOf(report, 'closed')).toEqual(closedOf(few))
    expect(portsOf(report, 'open|filtered')).toEqual(dropped)
  })

  it(
    'calls no closed port open when the kernel tells hardly any',
    { timeout: 60_000 },
    async () => {
      using network = new TestNamespaces(rules)
      network.setParameter('net.ipv4.icmp_ratelimit', 60_000)
      await network.serve(server)
      const options = `{ ports: '1', udp: '${few}', profile: 'fast' }`
      const report = await network.scan('192.168.98.2', options)
      expect(portsOf(report, 'open')).toEqual(open)
      const rest = ['closed', 'open|filtered', 'filtered'].flatMap((state) =>
        portsOf(report, state),
      )
      expect(rest.toSorted((a, b) => a - b)).toEqual(
        [...closedOf(few), ...dropped, ...forbidden].toSorted((a, b) => a - b),
      )
    },
  )
})

describe.skipIf(!canIsolate())('scan() of UDP on its own machine', () => {
  it('never takes its own socket for a service', { timeout: 30_000 }, async () => {
    using network = new TestNamespaces(rules)
    // The kernel has two ports to give: one of them is the one that is asked.
    network.setParameter('net.ipv4.ip_local_port_range', '40000 40001', 'scanner')
    for (let run = 0; run < 6; run++) {
      const report = await network.scan('127.0.0.1', `{ ports: '1', udp: '40000' }`)
      expect(portsOf(report, 'closed')).toEqual([40_000])
    }
  })
})

function closedOf(spec: string): readonly number[] {
  const others = [...dropped, ...forbidden, ...open]
  return parsePortSpec(spec)
    .filter((port) => !others.includes(port))
    .toSorted((a, b) => a - b)
}

function portsOf(report: ScanReport, state: string): readonly number[] {
  const single = report.ports.filter((port) => port.transport === 'udp' && port.state === state)
  const grouped = report.portGroups
    .filter((group) => group.transport === 'udp' && group.state === state)
    .flatMap(({ ports }) => parsePortSpec(ports))
  return [...single.map(({ port }) => port), ...grouped].toSorted((a, b) => a - b)
}
