import { type ScanForecast } from '@windvane/model'
import { formatDuration } from './format-duration.ts'
import { printable } from './printable.ts'
import { formatNumber } from './scan-progress.ts'

/** What a scan would do, as text for people. */
export function formatForecast(forecast: ScanForecast): string {
  const { target, addresses, tcpPorts, udpPorts, profile, packets, seconds, verdict } = forecast
  const ports = [
    `${formatNumber(tcpPorts)} TCP`,
    ...(udpPorts === 0 ? [] : [`${formatNumber(udpPorts)} UDP`]),
  ]
  const facts: readonly (readonly [string, string])[] = [
    ['target', printable(target, 253)],
    ...addresses.map(({ address, skipped }): readonly [string, string] => [
      'address',
      skipped === undefined ? address : `${address}, left out: ${printable(skipped, 200)}`,
    ]),
    ['ports', `${ports.join(' and ')} of each address, profile ${profile}`],
    ['packets', `${formatNumber(packets.least)} to ${formatNumber(packets.most)}`],
    ['time', `${formatDuration(seconds.least * 1000)} to ${formatDuration(seconds.most * 1000)}`],
    [
      'verdict',
      verdict === 'allowed' ? 'allowed' : `refused: ${printable(forecast.reason ?? '', 200)}`,
    ],
  ]
  return `${facts.map(([name, value]) => `${name.padEnd(8)}  ${value}`).join('\n')}\n`
}
