import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { firewallRules } from './firewall.ts'

/** The path between scanner and target. */
export type Link = {
  readonly oneWayMs: number
  readonly lossPercent?: number
  readonly mbitPerSecond?: number
  /** Frames that wait before a limited wire drops the next. */
  readonly queueFrames?: number
}

/** Two network namespaces joined by a cable of our own; the target has an address for each kind of host. */
export type Lab = AsyncDisposable & {
  readonly targets: typeof targets
  /** The network namespace of the target. */
  readonly namespace: string
  readonly setLink: (link: Link) => Promise<void>
  /** Runs a program as the scanner and waits for its end. */
  readonly scan: (words: readonly string[]) => Promise<Run>
  /** Runs a program on the target until the lab ends. */
  readonly serve: (words: readonly string[]) => ChildProcess
}

export type Run = {
  readonly seconds: number
  readonly stdout: string
  readonly exitCode: number | null
}

/** The hosts of the lab; each but `allOpen` accepts on the given ports. */
export const targets = {
  /** Answers RST on every other port. */
  closed: '10.98.0.2',
  closed6: 'fd98::2',
  /** Drops what is not for an open port. */
  silent: '10.98.0.3',
  silent6: 'fd98::3',
  /** Refuses by ICMP, as fast as the kernel sends that. */
  prohibited: '10.98.0.4',
  /** Lets 3,000 SYNs a second through. */
  limited: '10.98.0.5',
  /** Accepts on every port. */
  allOpen: '10.98.0.6',
} as const

const scannerAddresses = ['10.98.0.1/24', 'fd98::1/64']
const targetAddresses = [
  ...[2, 3, 4, 5, 6].map((last) => `10.98.0.${last}/24`),
  'fd98::2/64',
  'fd98::3/64',
]
const hardware = { scanner: '02:00:00:00:00:01', target: '02:00:00:00:00:02' }

/** Whether this machine lets us make namespaces, TAP devices and firewalls. */
export function canStartLab(): boolean {
  const name = `wv-try-${process.pid}`
  const isMade = succeeds('ip', ['netns', 'add', name])
  const canFilter = isMade && succeeds('ip', ['netns', 'exec', name, 'nft', 'list', 'tables'])
  if (isMade) spawnSync('ip', ['netns', 'del', name])
  return canFilter && succeeds('gcc', ['--version'])
}

/** Makes the namespaces, the firewall and the cable; the target answers on `openPorts`. */
export async function startLab(openPorts: readonly number[], link: Link): Promise<Lab> {
  const lab = new NamespaceLab()
  try {
    await lab.start(openPorts, link)
  } catch (error) {
    await lab[Symbol.asyncDispose]()
    throw error
  }
  return lab
}

type Side = 'scanner' | 'target'

class NamespaceLab implements Lab {
  readonly targets = targets
  readonly #folder = mkdtempSync(join(tmpdir(), 'windvane-lab-'))
  readonly #names = { scanner: `wv-s-${process.pid}`, target: `wv-t-${process.pid}` }
  readonly #taps = { scanner: `wvs${process.pid}`, target: `wvt${process.pid}` }
  readonly #served: ChildProcess[] = []
  #cable: ChildProcess | undefined

  get namespace(): string {
    return this.#names.target
  }

  async start(openPorts: readonly number[], link: Link): Promise<void> {
    const source = join(import.meta.dirname, 'delay-line.c')
    execFileSync('gcc', ['-O2', '-o', this.#program(), source])
    for (const name of Object.values(this.#names)) {
      ip('netns', 'add', name)
      ip('-n', name, 'link', 'set', 'lo', 'up')
    }
    const rules = firewallRules(openPorts, targets)
    const words = ['netns', 'exec', this.#names.target, 'nft', '-f', '-']
    execFileSync('ip', words, { input: rules })
    await this.setLink(link)
  }

  readonly setLink = async (link: Link): Promise<void> => {
    await this.#cut()
    const { scanner, target } = this.#taps
    const { oneWayMs, lossPercent = 0, mbitPerSecond = 0, queueFrames = 60_000 } = link
    const figures = [oneWayMs * 1000, lossPercent, mbitPerSecond, queueFrames].map(String)
    const cable = spawn(this.#program(), [scanner, target, ...figures], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    this.#cable = cable
    await once(cable.stdout, 'data')
    this.#plug('scanner', scannerAddresses)
    this.#plug('target', targetAddresses)
    this.#introduce('scanner', targetAddresses, hardware.target)
    this.#introduce('target', scannerAddresses, hardware.scanner)
  }

  readonly scan = async (words: readonly string[]): Promise<Run> => {
    const began = performance.now()
    const child = spawn('ip', ['netns', 'exec', this.#names.scanner, ...words], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const chunks: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
    await once(child, 'close')
    const seconds = (performance.now() - began) / 1000
    return { seconds, stdout: Buffer.concat(chunks).toString(), exitCode: child.exitCode }
  }

  readonly serve = (words: readonly string[]): ChildProcess => {
    const child = spawn('ip', ['netns', 'exec', this.#names.target, ...words], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    this.#served.push(child)
    return child
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const child of this.#served) child.kill('SIGKILL')
    await this.#cut()
    for (const name of Object.values(this.#names)) {
      spawnSync('ip', ['netns', 'del', name], { stdio: 'ignore' })
    }
    rmSync(this.#folder, { recursive: true, force: true })
  }

  #program(): string {
    return join(this.#folder, 'delay-line')
  }

  async #cut(): Promise<void> {
    const cable = this.#cable
    if (cable === undefined || cable.exitCode !== null) return
    const ended = once(cable, 'exit')
    cable.kill()
    await ended
  }

  #plug(side: Side, addresses: readonly string[]): void {
    const [name, tap] = [this.#names[side], this.#taps[side]]
    ip('link', 'set', tap, 'netns', name)
    ip('-n', name, 'link', 'set', tap, 'address', hardware[side], 'txqueuelen', '20000', 'up')
    for (const address of addresses) {
      const words = address.includes(':') ? ['nodad'] : []
      ip('-n', name, 'addr', 'add', address, 'dev', tap, ...words)
    }
  }

  /** Neighbours are known beforehand: a scan's first packets must not wait for ARP. */
  #introduce(side: Side, addresses: readonly string[], hardwareAddress: string): void {
    const [name, tap] = [this.#names[side], this.#taps[side]]
    for (const network of addresses) {
      const address = network.split('/', 1)[0] ?? network
      ip('-n', name, 'neigh', 'replace', address, 'lladdr', hardwareAddress, 'dev', tap)
    }
  }
}

function ip(...words: readonly string[]): void {
  execFileSync('ip', words)
}

function succeeds(program: string, words: readonly string[]): boolean {
  return spawnSync(program, words, { stdio: 'ignore' }).status === 0
}
