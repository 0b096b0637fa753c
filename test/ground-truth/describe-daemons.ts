import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { type ScanReport, type ServiceRecord } from '@windvane/model'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ExpectedService, type LabDaemon } from '../../bench/lab/daemons/define-daemon.ts'
import {
  isInstalled,
  type RunningDaemons,
  startDaemons,
} from '../../bench/lab/daemons/start-daemons.ts'
import { packageVersion } from '../../bench/lab/package-version.ts'

/** Starts daemons on their usual ports in a namespace of their own, scans them, and holds the report to the truth. */
export function describeDaemons(group: string, daemons: readonly LabDaemon[]): void {
  const namespace = `wv-gt-${group}-${process.pid}`
  const installed = daemons.filter(({ program }) => isInstalled(program))
  describe.skipIf(installed.length === 0 || !canIsolate())(`a scan of ${group}`, () => {
    let running: RunningDaemons | undefined
    let report: ScanReport | undefined

    beforeAll(async () => {
      execFileSync('ip', ['netns', 'add', namespace])
      execFileSync('ip', ['-n', namespace, 'link', 'set', 'lo', 'up'])
      running = await startDaemons(namespace, installed)
      report = await scanNamespace(namespace, installed)
    }, 120_000)

    afterAll(async () => {
      await running?.[Symbol.asyncDispose]()
      spawnSync('ip', ['netns', 'del', namespace])
    })

    it('finds every daemon started, and no port that is not open', () => {
      expect(running?.failed).toEqual([])
      const open = report?.ports.filter(({ state }) => state === 'open').map(({ port }) => port)
      const expected = installed.flatMap((daemon) => tcpOf(daemon).map(({ port }) => port))
      expect(open).toEqual(expect.arrayContaining(expected))
    })

    it.each(installed.flatMap((daemon) => tcpOf(daemon).map((service) => ({ daemon, service }))))(
      'names $daemon.id on $service.port',
      ({ daemon, service }) => {
        const found = report?.services.find(({ port }) => port === service.port)
        expect(found, `port ${service.port}`).toBeDefined()
        if (found) expectTruth(found, { daemon, service })
      },
    )
  })
}

function tcpOf({ expected }: LabDaemon): readonly ExpectedService[] {
  return expected.filter(({ transport = 'tcp' }) => transport === 'tcp')
}

function expectTruth(
  found: ServiceRecord,
  { daemon, service }: { readonly daemon: LabDaemon; readonly service: ExpectedService },
): void {
  // What tells nothing may be guessed by its number, and the record must say that it is a guess.
  if (service.isMute === true && found.method === 'port') return
  const { name, tunnel = 'none', product, version } = service
  expect(found).toMatchObject({
    name,
    ...(service.isMute === true ? {} : { tunnel }),
    ...(product === undefined ? {} : { product }),
    ...(version === undefined ? {} : { version: packageVersion(daemon.package) }),
  })
  expect(found.method).not.toBe('port')
}

function canIsolate(): boolean {
  const name = `wv-try-${process.pid}`
  const isMade = spawnSync('ip', ['netns', 'add', name], { stdio: 'ignore' }).status === 0
  if (isMade) spawnSync('ip', ['netns', 'del', name])
  return isMade
}

async function scanNamespace(
  namespace: string,
  daemons: readonly LabDaemon[],
): Promise<ScanReport> {
  const ports = daemons.flatMap((daemon) => tcpOf(daemon).map(({ port }) => port))
  const script = join(import.meta.dirname, '../../bench/lab/print-report.ts')
  const scan = [process.execPath, script, '127.0.0.1', ports.join(','), 'fast']
  const child = spawn('ip', ['netns', 'exec', namespace, ...scan], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const chunks: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
  await once(child, 'close')
  // The child prints what collectReport() gave it.
  return JSON.parse(Buffer.concat(chunks).toString()) as ScanReport
}
