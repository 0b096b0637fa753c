import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { describe, expect, it } from 'vitest'
import { collectReport } from '../collect-report.ts'
import { scan, type ScanOptions } from '../scan.ts'
import { createScope } from '../scope/scope.ts'
import { type Admit } from './admit-addresses.ts'

const scope = createScope({ privateAddresses: 'allow', deny: ['127.0.0.9'] })
const resolver = { resolve: () => Promise.resolve(['127.0.0.1', '127.0.0.2', '127.0.0.9']) }

/** Scans a name of three addresses on which one server listens. */
async function scanThree(admit: Admit, options: ScanOptions = {}) {
  const connected = new Set<string | undefined>()
  const server = createServer((socket) => {
    connected.add(socket.localAddress)
    socket.destroy()
  })
  server.listen(0, '0.0.0.0')
  await once(server, 'listening')
  // A listening TCP server has an AddressInfo.
  const ports = String((server.address() as AddressInfo).port)
  const events = scan('three.test', {
    scope,
    resolver,
    addresses: 'all',
    ports,
    admit,
    ...options,
  })
  const report = await collectReport('three.test', events)
  server.close()
  return { report, connected: [...connected] }
}

describe('the admission of a scan', () => {
  it('is asked once for what the scope allows, and nothing else is touched', async () => {
    const asked: (readonly string[])[] = []
    const { report, connected } = await scanThree((addresses) => {
      asked.push(addresses)
      return Promise.resolve({ '127.0.0.1': 'scanned already' })
    })
    expect(asked).toEqual([['127.0.0.1', '127.0.0.2']])
    expect(connected).toEqual(['127.0.0.2'])
    expect(report.addresses).toEqual([
      { address: '127.0.0.1', family: 4, skipped: 'scanned already' },
      { address: '127.0.0.2', family: 4 },
      { address: '127.0.0.9', family: 4, skipped: 'deny list: 127.0.0.9' },
    ])
    expect(report.summary.stopReason).toBe('complete')
  })

  it('postpones a scan of which nothing is admitted', async () => {
    const refusals = { '127.0.0.1': 'busy', '127.0.0.2': 'busy' }
    const { report, connected } = await scanThree(() => Promise.resolve(refusals))
    expect(connected).toEqual([])
    expect(report.summary.stopReason).toBe('postponed')
  })

  it('admits nothing when the question fails', async () => {
    const { report, connected } = await scanThree(() => Promise.reject(new Error('no answer')))
    expect(connected).toEqual([])
    expect(report.addresses[0]?.skipped).toBe('no answer')
    expect(report.summary.stopReason).toBe('postponed')
  })

  it('is not waited for by a scan that is cancelled', async () => {
    const cancel = new AbortController()
    const admit = () => {
      cancel.abort()
      return new Promise<never>(() => undefined)
    }
    const { report, connected } = await scanThree(admit, { signal: cancel.signal })
    expect(connected).toEqual([])
    expect(report.summary.stopReason).toBe('cancelled')
  })

  it('is not asked for a name that the scope refuses', async () => {
    const never = () => [
      { rule: { kind: 'name', suffix: 'three.test' }, reason: 'asked by its owner' } as const,
    ]
    const options = { scope: createScope({ privateAddresses: 'allow', never }) }
    const admit = () => Promise.reject(new Error('not to be asked'))
    const { report, connected } = await scanThree(admit, options)
    expect(connected).toEqual([])
    expect(report.addresses).toEqual([])
    expect(report.failures).toEqual([
      { stage: 'resolve', message: 'never-scan list: asked by its owner' },
    ])
    expect(report.summary.stopReason).toBe('refused')
  })
})
