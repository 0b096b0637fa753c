import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { type ScanReport } from '@windvane/model'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const namespaces = { scanner: `wv-s-${process.pid}`, target: `wv-t-${process.pid}` }
const openPorts = [22, 80, 443, 1234, 1999]

/** Two namespaces joined by a cable; the target's firewall is this, per address. */
const rules = `table inet lab { chain in { type filter hook input priority 0; policy accept;
  ip daddr 192.168.99.2 tcp dport { ${openPorts.join(', ')} } accept
  ip daddr 192.168.99.2 tcp dport 1-65535 drop
  ip daddr 192.168.99.3 tcp flags & (syn|ack) == syn limit rate over 2000/second burst 100 packets drop
  ip daddr 192.168.99.4 tcp dport { ${openPorts.join(', ')} } accept
  ip daddr 192.168.99.4 meta l4proto tcp reject with icmp type admin-prohibited
 }
}`

const canIsolate = isPermitted()

describe.skipIf(!canIsolate)('scan() of a host behind a firewall', () => {
  beforeAll(startTarget)
  afterAll(stopTarget)

  it('finds what a firewall that drops lets through, and nothing else', async () => {
    const { ports, summary } = await scanInside('192.168.99.2')
    expect(ports.map(({ port, state }) => [port, state])).toEqual(
      openPorts.map((port) => [port, 'open']),
    )
    expect(summary).toMatchObject({ stopReason: 'complete', completeness: 1 })
    expect(summary.counters.retries).toBeGreaterThanOrEqual(1995)
  })

  it('misses nothing behind a limiter of new connections', async () => {
    const { ports, summary } = await scanInside('192.168.99.3')
    expect(ports.map(({ port }) => port)).toEqual(openPorts)
    expect(summary.completeness).toBe(1)
  })

  it('tells an administrative refusal from silence', async () => {
    const { ports } = await scanInside('192.168.99.4')
    expect(ports.filter(({ state }) => state === 'open').map(({ port }) => port)).toEqual(openPorts)
    const refused = ports.filter(({ state }) => state === 'filtered')
    expect(refused.length).toBeGreaterThan(0)
    expect(new Set(refused.map(({ reason }) => reason))).toEqual(new Set(['host-unreach']))
  })
})

function isPermitted(): boolean {
  const ip = (...words: string[]) =>
    spawnSync('ip', ['netns', ...words], { stdio: 'ignore' }).status === 0
  const isMade = ip('add', namespaces.scanner)
  const canFilter = isMade && ip('exec', namespaces.scanner, 'nft', 'list', 'tables')
  if (isMade) ip('del', namespaces.scanner)
  return canFilter
}

let server: ChildProcess | undefined

async function startTarget(): Promise<void> {
  const { scanner, target } = namespaces
  const ip = (...words: string[]) => execFileSync('ip', words)
  ip('netns', 'add', scanner)
  ip('netns', 'add', target)
  ip(
    '-n',
    scanner,
    'link',
    'add',
    'cable',
    'type',
    'veth',
    'peer',
    'name',
    'cable',
    'netns',
    target,
  )
  ip('-n', scanner, 'addr', 'add', '192.168.99.1/24', 'dev', 'cable')
  for (const last of [2, 3, 4])
    ip('-n', target, 'addr', 'add', `192.168.99.${last}/24`, 'dev', 'cable')
  for (const name of [scanner, target]) ip('-n', name, 'link', 'set', 'cable', 'up')
  execFileSync('ip', ['netns', 'exec', target, 'nft', '-f', '-'], { input: rules })
  const script = `
    const { createServer } = require('node:net')
    const ports = ${JSON.stringify(openPorts)}
    const listening = ports.map((port) => new Promise((resolve) =>
      createServer((socket) => socket.on('error', () => {})).listen(port, '0.0.0.0', resolve)))
    Promise.all(listening).then(() => console.log('ready'))`
  const started = spawn('ip', ['netns', 'exec', target, process.execPath, '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  server = started
  await once(started.stdout, 'data')
}

function stopTarget(): void {
  server?.kill('SIGKILL')
  for (const name of Object.values(namespaces)) {
    spawnSync('ip', ['netns', 'del', name], { stdio: 'ignore' })
  }
}

async function scanInside(address: string): Promise<ScanReport> {
  const engine = new URL('index.ts', import.meta.url).href
  const script = `
    import { collectReport, createScope, scan } from ${JSON.stringify(engine)}
    const scope = createScope({ privateAddresses: 'allow' })
    const events = scan('${address}', { scope, ports: '1-2000', profile: 'fast', services: false })
    console.log(JSON.stringify(await collectReport('${address}', events)))`
  const words = [
    'netns',
    'exec',
    namespaces.scanner,
    process.execPath,
    '--input-type=module',
    '-e',
    script,
  ]
  const child = spawn('ip', words, { stdio: ['ignore', 'pipe', 'inherit'] })
  const chunks: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
  await once(child, 'close')
  // The child prints what collectReport() gave it.
  return JSON.parse(Buffer.concat(chunks).toString()) as ScanReport
}
