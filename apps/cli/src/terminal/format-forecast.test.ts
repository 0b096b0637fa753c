import { expect, it } from 'vitest'
import { formatForecast } from './format-forecast.ts'

it('formatForecast() tells addresses, ports, packets, time and verdict', () => {
  const text = formatForecast({
    target: 'host.example',
    addresses: [
      { address: '203.0.113.1', family: 4 },
      { address: '10.0.0.1', family: 4, skipped: 'private\u001b[2J use' },
    ],
    tcpPorts: 1000,
    udpPorts: 20,
    profile: 'normal',
    packets: { least: 1820, most: 2860 },
    seconds: { least: 1.2, most: 85 },
    verdict: 'allowed',
  })
  expect(text).toBe(`target    host.example
address   203.0.113.1
address   10.0.0.1, left out: private [2J use
ports     1,000 TCP and 20 UDP of each address, profile normal
packets   1,820 to 2,860
time      1.2 s to 1 min 25 s
verdict   allowed
`)
})
