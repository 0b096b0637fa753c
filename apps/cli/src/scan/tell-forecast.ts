import { forecastScan, parsePortSpec } from '@windvane/scan'
import { toJson } from '../output/to-json.ts'
import { writeText } from '../output/write-text.ts'
import { formatForecast } from '../terminal/format-forecast.ts'
import { createInterrupt } from './interrupt.ts'
import { type ScanRequest } from './parse-scan-request.ts'
import { type GivenFiles } from './read-given-files.ts'
import { toEngineOptions } from './to-engine-options.ts'

/** Prints what the scan would do; resolves to 0 when it is allowed, to 1 when it is refused. */
export async function tellForecast(request: ScanRequest, files: GivenFiles): Promise<number> {
  using interrupt = createInterrupt(() => {})
  const { udp, ...options } = toEngineOptions(request, files, interrupt.signal)
  const udpPorts = typeof udp === 'string' ? parsePortSpec(udp).length : 0
  const forecast = await forecastScan(request.target, { ...options, udpPorts })
  const indent = request.output === 'json' ? 2 : undefined
  await writeText(
    request.output === 'table' ? formatForecast(forecast) : `${toJson(forecast, indent)}\n`,
  )
  return forecast.verdict === 'allowed' ? 0 : 1
}
