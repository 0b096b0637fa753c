import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { textWidth } from '../../apps/cli/src/terminal/text-width.ts'
import { hasProgram } from '../harness/has-program.ts'
import { startInTerminal } from '../harness/run-in-terminal.ts'
import {
  greetAsSsh,
  greetAsTelnet,
  type SmallServer,
  startSmallServer,
  stayMute,
} from '../harness/small-servers.ts'

const launcher = 'apps/cli/bin/windvane.mjs'
const address = '127.0.0.22'

let servers: readonly SmallServer[]
let ports: readonly number[]

beforeAll(async () => {
  servers = [
    await startSmallServer(address, greetAsSsh),
    await startSmallServer(address, greetAsTelnet),
    await startSmallServer(address, stayMute),
  ]
  ports = servers.map(({ port }) => port)
})
afterAll(async () => {
  for (const server of servers) await server[Symbol.asyncDispose]()
})

describe.runIf(hasProgram('python3'))('windvane scan in a terminal', () => {
  it.each([40, 60, 120])('draws a table that fits %i columns, then the report', async (columns) => {
    const { code, frames, rest } = await watch({ columns, rows: 12 })
    expect(code).toBe(0)
    expect(frames.length).toBeGreaterThan(1)
    for (const line of frames.flatMap(toLines)) {
      expect(textWidth(line), line).toBeLessThan(columns)
    }
    for (const frame of frames) expect(toLines(frame).length).toBeLessThan(12)
    expect(frames.map(withoutCodes).join('')).toMatch(/Naming services .*0 of 2 \(0 %\)/)
    expect(withoutCodes(rest)).toContain('2 open of 2 in')
    // the cursor is back
    expect(rest.lastIndexOf('\u001b[?25h')).toBeGreaterThan(rest.lastIndexOf('\u001b[?25l'))
  })

  it('takes a terminal that does not tell its size for one of 80 columns', async () => {
    const { frames, rest } = await watch({ columns: 0, rows: 0 })
    for (const line of frames.flatMap(toLines)) expect(textWidth(line)).toBeLessThan(80)
    expect(rest).toMatch(/PORT +STATE +SERVICE +PRODUCT/)
  })

  it('uses colours, and none with NO_COLOR', async () => {
    const size = { columns: 100, rows: 24 }
    const colour = /\u001b\[[0-9;]*m/
    expect((await watch(size)).rest).toMatch(colour)
    expect((await watch(size, { NO_COLOR: '' })).rest).toMatch(colour)
    const plain = await watch(size, { NO_COLOR: '1' })
    expect([...plain.frames, plain.rest].join('')).not.toMatch(colour)
  })

  it('draws nothing on a terminal that cannot', async () => {
    const { frames, rest } = await watch({ columns: 100, rows: 24 }, { TERM: 'dumb' })
    expect(frames).toEqual([])
    expect(rest).not.toMatch(/\u001b/)
    expect(rest).toContain('2 open of 2')
  })

  it('ends at Ctrl-C with what it has, and gives the terminal back', async () => {
    const child = startInTerminal([launcher, 'scan', address, '--ports', ports.join(',')], {
      columns: 100,
      rows: 24,
    })
    const ended = once(child, 'exit')
    let out = ''
    let isTyped = false
    for await (const chunk of child.stdout ?? []) {
      out += String(chunk)
      if (isTyped || !out.includes('OpenSSH')) continue
      isTyped = true
      child.stdin?.write('\u0003')
    }
    child.stdin?.destroy()
    expect(await ended).toEqual([2, null])
    expect(out).toMatch(/3 open of 3 in .+; .*cut short: cancelled/)
    expect(out).toContain('\u001b[?25h')
  })
})

type Watched = {
  readonly code: number | null
  /** Each drawing of the live table. */
  readonly frames: readonly string[]
  /** What came after the last. */
  readonly rest: string
}

async function watch(
  size: { readonly columns: number; readonly rows: number },
  variables: Readonly<Record<string, string>> = {},
): Promise<Watched> {
  // the mute one would only keep the others waiting
  const words = [launcher, 'scan', address, '--ports', ports.slice(0, 2).join(',')]
  const child = startInTerminal(words, size, variables)
  const [out, [code]] = await Promise.all([
    child.stdout === null ? '' : text(child.stdout),
    // 'exit' carries (code, signal)
    once(child, 'exit') as Promise<[number | null]>,
  ])
  child.stdin?.destroy()
  const parts = out.split('\u001b[?2026l')
  return { code, frames: parts.slice(0, -1), rest: parts.at(-1) ?? '' }
}

function toLines(frame: string): readonly string[] {
  return withoutCodes(frame)
    .split('\n')
    .map((line) => line.replaceAll('\r', ''))
    .filter((line) => line !== '')
}

function withoutCodes(text: string): string {
  return text.replaceAll(/\u001b\[[?0-9;]*[a-zA-Z]/g, '')
}
