import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createClient } from '../entities/client.ts'
import { runProgram } from '../harness/run-program.ts'
import { type Harness, startHarness } from '../harness/start-harness.ts'
import { root } from '../source/read-imports.ts'

const launcher = 'apps/cli/bin/windvane.mjs'

let server: Harness
let folder: string
let file: string
let variables: Record<string, string>

beforeAll(async () => {
  server = await startHarness()
  folder = await mkdtemp(join(tmpdir(), 'windvane-lookup-'))
  file = join(folder, 'values.txt')
  await writeFile(file, '# from a mail\r\n203.0.113[.]9\r\n\r\nnever.example\nnever.example\n')
  const keys = await server.keys(['user'])
  variables = {
    WINDVANE_URL: server.url,
    WINDVANE_API_KEY: keys['api-key'],
    WINDVANE_API_SECRET: keys['api-secret'],
  }
  const client = await createClient(server)
  const tags = ['bot\u001b[31mnet']
  await client.report({ type: 'ip', attributes: { ip: '203.0.113.9' }, reputation: -3, tags })
  await client.report({ type: 'domain', attributes: { domain: 'good.example' }, reputation: 3 })
})

afterAll(async () => {
  await server[Symbol.asyncDispose]()
  await rm(folder, { recursive: true })
})

async function pipe(input: string, words: readonly string[]) {
  const child = spawn(process.execPath, [launcher, 'lookup', ...words], {
    cwd: root,
    env: { PATH: process.env['PATH'] ?? '', ...variables },
  })
  child.stdin.end(input)
  const [out, err, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit'),
  ])
  return { out, err, code }
}

describe('windvane lookup', () => {
  it('reads values from a file, prints a table, and ends with 1 for something malicious', async () => {
    const { code, out, err } = await runProgram([launcher, 'lookup', file], variables)
    expect(code, err).toBe(1)
    expect(out).toMatch(/^VALUE\s+TYPE\s+REPUTATION/)
    expect(out).toMatch(/^203\.0\.113\[\.\]9\s+ip\s+-3 malicious\s+1\s+bot \[31mnet/m)
    expect(out).toMatch(/^never\.example\s+unknown$/m)
    expect(out).toMatch(/^2 looked up: 1 found, 1 of them malicious; 1 unknown, 0 invalid$/m)
  })

  it('ends with 1 for something malicious, however long it is', async () => {
    const url = `http://evil.example/${'a'.repeat(1_980)}`
    const client = await createClient(server)
    await client.report({ type: 'url', attributes: { url }, reputation: -3 })
    const { code, out } = await pipe(`${'x'.repeat(65_600)}\n${url}\n`, ['--json'])
    expect(code).toBe(1)
    const reason = 'value must be at most 65536 bytes'
    expect(JSON.parse(out)).toMatchObject({
      results: [
        { status: 'invalid', reason },
        { value: url, status: 'found' },
      ],
    })
  })

  it('reads the standard input, and ends with 0 when nothing is malicious', async () => {
    for (const words of [['-'], []]) {
      const { code, out, err } = await pipe('good.example\n', words)
      expect(code, err).toBe(0)
      expect(out).toMatch(/^good\.example\s+domain\s+3 benign/m)
    }
  })

  it('finds the indicators in a text, and prints JSON that is safe for a terminal', async () => {
    const { code, out } = await pipe('see hxxp://203.0.113[.]9/x and (203.0.113[.]9).', [
      '--text',
      '--json',
    ])
    expect(code).toBe(1)
    expect(out).not.toContain('\u001b')
    expect(JSON.parse(out)).toMatchObject({
      items: 2,
      found: 1,
      unknown: 1,
      results: [
        { value: 'hxxp://203.0.113[.]9/x', status: 'unknown' },
        { status: 'found', entity: { tags: ['bot\u001b[31mnet'] } },
      ],
    })
  })

  it('prints an object a line', async () => {
    const { out } = await pipe('good.example\nnever.example\n', ['--ndjson'])
    const lines = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(lines.map(({ status }) => status)).toEqual(['found', 'unknown'])
  })

  it('says in one line what is wrong', async () => {
    const missing = await runProgram([launcher, 'lookup', join(folder, 'none')], variables)
    expect(missing).toMatchObject({ code: 64, out: '' })
    expect(missing.err).toMatch(/^windvane: Cannot read values from .*\n$/)
    const lost = { ...variables, WINDVANE_URL: 'http://127.0.0.1:9' }
    expect((await runProgram([launcher, 'lookup', file], lost)).code).toBe(69)
    const denied = { ...variables, WINDVANE_API_SECRET: 'x' }
    expect((await runProgram([launcher, 'lookup', file], denied)).code).toBe(77)
    const empty = await pipe('# nothing\n', [])
    expect(empty).toMatchObject({ code: 0, out: 'Nothing to look up.\n' })
  })
})
