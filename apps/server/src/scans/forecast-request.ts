import { AppError, type ScanForecast } from '@windvane/model'
import { type Webhooks } from '../webhooks/create-webhooks.ts'
import { type AddressPolicy } from './address-policy.ts'
import { parseTarget, type ScanTarget } from './parse-target.ts'
import { checkType, type ScanRequest } from './request-scan.ts'

/** What a scan of a target would do, by this server's settings. */
export type Forecast = (target: string) => Promise<ScanForecast>

export type ForecastPorts = {
  readonly forecast: Forecast
  readonly webhooks: Webhooks
  readonly addressPolicy: AddressPolicy
}

/** The name servers of a name may be slow, and the threads that ask them are few. */
const maximumAtOnce = 4

/**
 * Foretells the scan of a request. What is malformed is refused as by a real request; what the policy
 * refuses is foretold as refused.
 */
export function createForecasts(
  ports: ForecastPorts,
): (request: ScanRequest) => Promise<ScanForecast> {
  const anything: AddressPolicy = {
    ...ports.addressPolicy,
    privateAddresses: 'accept',
    refusal: () => undefined,
    nameRefusal: () => undefined,
  }
  let running = 0

  return async (request) => {
    const target = parseAny(request.target, anything)
    checkType(request, target)
    if (request.webhook) ports.webhooks.parse(request.webhook)
    if (running >= maximumAtOnce) throw new AppError('unavailable', {}, { retryAfterSeconds: 5 })
    running += 1
    try {
      return await ports.forecast(target.text)
    } finally {
      running -= 1
    }
  }
}

/** Of the addresses that are never scanned the model knows some already: they too are foretold. */
function parseAny(input: string, policy: AddressPolicy): ScanTarget {
  try {
    return parseTarget(input, policy)
  } catch (error) {
    const cause = error instanceof AppError ? error.cause : undefined
    if (cause instanceof AppError && cause.code === 'private_address') {
      return { type: 'ip', text: input }
    }
    throw error
  }
}
