import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface, type Interface } from 'node:readline'
import { describe, expect, it } from 'vitest'

const script = `
const { createInterrupt } = await import(${JSON.stringify(new URL('interrupt.ts', import.meta.url).href)})
const interrupt = createInterrupt(() => console.log('first'))
interrupt.signal.addEventListener('abort', () => console.log('aborted'))
process.stdin.on('data', () => {
  process.emit('SIGINT', 'SIGINT')
  process.emit('SIGINT', 'SIGINT')
  process.exit(0)
})
console.log('ready')
`

async function start(): Promise<{ readonly child: ChildProcess; readonly lines: Interface }> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', script])
  const lines = createInterface({ input: child.stdout })
  expect(await once(lines, 'line')).toEqual(['ready'])
  return { child, lines }
}

describe('createInterrupt()', () => {
  it('aborts at the first Ctrl-C and takes its echo for the same key', async () => {
    const { child, lines } = await start()
    const told: string[] = []
    lines.on('line', (line) => told.push(line))
    child.stdin?.write('twice\n')
    expect(await once(child, 'exit')).toEqual([0, null])
    expect(told).toEqual(['first', 'aborted'])
  })

  it('ends with 130 at the second', async () => {
    const { child } = await start()
    const ended = once(child, 'exit')
    const typing = setInterval(() => child.kill('SIGINT'), 50)
    expect(await ended).toEqual([130, null])
    clearInterval(typing)
  })

  it.each(['SIGTERM', 'SIGHUP'] as const)('aborts at %s, too', async (signal) => {
    const { child, lines } = await start()
    child.kill(signal)
    expect(await once(lines, 'line')).toEqual(['first'])
    child.kill('SIGKILL')
  })
})
