import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { collectReport } from '../../collect-report.ts'
import { scan } from '../../scan.ts'
import { createScope } from '../../scope/scope.ts'
import { topPorts } from '../../ports/top-ports.ts'

const scope = createScope({ privateAddresses: 'allow' })
const disposals: (() => void)[] = []
afterEach(() => {
  for (const dispose of disposals.splice(0)) dispose()
})

async function listen(port = 0): Promise<number> {
  const server = createServer((socket) => socket.on('error', () => undefined))
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  disposals.push(() => server.close())
  // A listening TCP server has an AddressInfo.
  return (server.address() as AddressInfo).port
}

/** A folder with a program of that name, which prints what a test wants it to. */
function install(name: string, script: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'windvane-path-'))
  disposals.push(() => rmSync(folder, { recursive: true }))
  writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`)
  chmodSync(join(folder, name), 0o755)
  return folder
}

async function findOpen(options: Parameters<typeof scan>[1]) {
  const report = await collectReport(
    '127.0.0.1',
    scan('127.0.0.1', { scope, services: false, ...options }),
  )
  const open = report.ports.filter(({ state }) => state === 'open').map(({ port }) => port)
  return { open, report }
}

describe('scan() with an installed scanner', () => {
  it.runIf(existsSync('/usr/bin/nmap'))('takes the verdicts of the real nmap', async () => {
    const ports = [await listen(), await listen()].toSorted((a, b) => a - b)
    const wanted = `1-9998,${ports.join(',')}`
    const { open, report } = await findOpen({ engine: 'nmap', ports: wanted, profile: 'fast' })
    expect(open).toEqual(expect.arrayContaining(ports))
    expect(report.summary.engine.portScan).toMatch(/^nmap \d/)
    expect(report.summary.completeness).toBe(1)
    const counted = report.portGroups.reduce((sum, { count }) => sum + count, 0)
    expect(counted + report.ports.length).toBe(10_000)
    expect(report.failures).toEqual([])
  })

  it('confirms what masscan calls open and looks itself where it says nothing of likely ports', async () => {
    const [known, overlooked] = [await listen(), await listen(topPorts.findLast((p) => p > 2000))]
    const programPath = install(
      'masscan',
      `case "$1" in --version) echo "Masscan version 1.3.2";; *) echo "open tcp ${known} 127.0.0.1 1"; echo "open tcp 1 127.0.0.1 1";; esac`,
    )
    const options = { engine: 'masscan', programPath, ports: `1,${known},${overlooked}` } as const
    const { open, report } = await findOpen(options)
    expect(new Set(open)).toEqual(new Set([known, overlooked]))
    expect(report.portGroups).toMatchObject([{ state: 'closed', ports: '1' }])
    expect(report.summary.engine.portScan).toBe('masscan 1.3.2')
  })

  it.each([
    ['is not there', '/nonexistent', 'nmap is not installed'],
    ['fails', undefined, 'nmap ended early: broken'],
  ])('scans alone when the scanner %s', async (_name, path, message) => {
    const programPath = path ?? install('nmap', 'echo broken >&2; exit 1')
    const port = await listen()
    const { open, report } = await findOpen({ engine: 'nmap', programPath, ports: String(port) })
    expect(open).toEqual([port])
    expect(report.failures).toMatchObject([
      { stage: 'ports', message: `${message}: scanned without it` },
    ])
  })

  it('ends a scanner that hangs together with the scan', async () => {
    const marker = join(mkdtempSync(join(tmpdir(), 'windvane-marker-')), 'started')
    const programPath = install(
      'nmap',
      `case "$*" in *" 9 "*) exit 0;; *) echo $$ > ${marker}; trap "" TERM; while :; do sleep 0.1; done;; esac`,
    )
    const cancel = new AbortController()
    const options = { engine: 'nmap', programPath, ports: '1', signal: cancel.signal } as const
    const found = findOpen(options)
    await expect.poll(() => existsSync(marker)).toBe(true)
    cancel.abort()
    expect((await found).report.summary.stopReason).toBe('cancelled')
  })
})
