import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { type ScanReport } from '@windvane/model'

/** Whether this machine lets a test make network namespaces with firewalls of their own. */
export function canIsolate(): boolean {
  const name = `wv-u-${process.pid}`
  const ip = (...words: string[]) =>
    spawnSync('ip', ['netns', ...words], { stdio: 'ignore' }).status === 0
  const isMade = ip('add', name)
  const canFilter = isMade && ip('exec', name, 'nft', 'list', 'tables')
  if (isMade) ip('del', name)
  return canFilter
}

let made = 0

/** Two namespaces joined by a cable: 192.168.98.1 and fd98::1 scan, .2 and ::2 are scanned. */
export class TestNamespaces implements Disposable {
  readonly #scanner: string
  readonly #target: string
  #server: ChildProcess | undefined

  constructor(rules: string) {
    made += 1
    this.#scanner = `wv-us-${process.pid}-${made}`
    this.#target = `wv-ut-${process.pid}-${made}`
    try {
      this.#connect()
      this.#run(this.#target, ['nft', '-f', '-'], rules)
    } catch (error) {
      this[Symbol.dispose]()
      throw error
    }
  }

  /** Sets a kernel parameter. */
  setParameter(name: string, value: number | string, where: 'target' | 'scanner' = 'target'): void {
    const namespace = where === 'target' ? this.#target : this.#scanner
    this.#run(namespace, ['sysctl', '-qw', `${name}=${value}`])
  }

  /** Runs a script in the target that prints something as soon as it serves. */
  async serve(script: string): Promise<void> {
    const words = ['netns', 'exec', this.#target, process.execPath, '-e', script]
    const started = spawn('ip', words, { stdio: ['ignore', 'pipe', 'inherit'] })
    this.#server = started
    await once(started.stdout, 'data')
  }

  /** Scans from the other namespace, with options as they are in code. */
  async scan(address: string, options: string): Promise<ScanReport> {
    const engine = new URL('../index.ts', import.meta.url).href
    const script = `
      import { collectReport, createScope, scan } from ${JSON.stringify(engine)}
      const scope = createScope({ privateAddresses: 'allow' })
      const events = scan('${address}', { scope, ...${options} })
      console.log(JSON.stringify(await collectReport('${address}', events)))`
    const node = [process.execPath, '--input-type=module', '-e', script]
    const child = spawn('ip', ['netns', 'exec', this.#scanner, ...node], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const chunks: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
    await once(child, 'close')
    // The child prints what collectReport() gave it.
    return JSON.parse(Buffer.concat(chunks).toString()) as ScanReport
  }

  [Symbol.dispose](): void {
    this.#server?.kill('SIGKILL')
    for (const name of [this.#scanner, this.#target]) {
      spawnSync('ip', ['netns', 'del', name], { stdio: 'ignore' })
    }
  }

  #connect(): void {
    const ip = (words: string) => execFileSync('ip', words.split(' '))
    ip(`netns add ${this.#scanner}`)
    ip(`netns add ${this.#target}`)
    ip(`-n ${this.#scanner} link add cable type veth peer name cable netns ${this.#target}`)
    for (const [name, last] of [
      [this.#scanner, 1],
      [this.#target, 2],
    ] as const) {
      ip(`-n ${name} addr add 192.168.98.${last}/24 dev cable`)
      ip(`-n ${name} addr add fd98::${last}/64 dev cable nodad`)
      ip(`-n ${name} link set cable up`)
      ip(`-n ${name} link set lo up`)
    }
  }

  #run(namespace: string, words: readonly string[], input = ''): void {
    execFileSync('ip', ['netns', 'exec', namespace, ...words], { input })
  }
}
