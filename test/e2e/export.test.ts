import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createClient } from '../entities/client.ts'
import { runProgram } from '../harness/run-program.ts'
import { type Harness, startHarness } from '../harness/start-harness.ts'

const launcher = 'apps/cli/bin/windvane.mjs'

let server: Harness
let folder: string
let variables: Record<string, string>

beforeAll(async () => {
  server = await startHarness()
  folder = await mkdtemp(join(tmpdir(), 'windvane-export-'))
  const keys = await server.keys(['user'])
  variables = {
    WINDVANE_URL: server.url,
    WINDVANE_API_KEY: keys['api-key'],
    WINDVANE_API_SECRET: keys['api-secret'],
  }
  const client = await createClient(server)
  for (const text of ['one', 'two,\nlines']) {
    await client.report({
      type: 'threat',
      attributes: { threat: `sample ${text}` },
      reputation: -1,
    })
  }
})

afterAll(async () => {
  await server[Symbol.asyncDispose]()
  await rm(folder, { recursive: true })
})

describe('windvane search --export', () => {
  it('writes all hits as CSV or as NDJSON', async () => {
    const csv = join(folder, 'hits.csv')
    const done = await runProgram([launcher, 'search', 'sample', '--export', csv], variables)
    expect(done).toMatchObject({ code: 0, err: '', out: expect.stringContaining('Written to') })
    const text = await readFile(csv, 'utf8')
    expect(text).toMatch(/^type,attributes\.value,/)
    expect(text).toContain('\r\nthreat,sample one,-1,')
    expect(text).toContain('\r\nthreat,"sample two,\nlines",-1,')
    const ndjson = join(folder, 'hits.ndjson')
    await runProgram([launcher, 'search', 'sample', '--export', ndjson], variables)
    const lines = (await readFile(ndjson, 'utf8')).trimEnd().split('\n')
    expect(lines.map((line) => JSON.parse(line).type)).toEqual(['threat', 'threat'])
  })

  it('writes no file when there is nothing, or no place for it', async () => {
    const before = await readdir(folder)
    const file = join(folder, 'none.csv')
    const nothing = await runProgram([launcher, 'search', 'absent', '--export', file], variables)
    expect(nothing).toMatchObject({ code: 1, out: 'Nothing found.\n' })
    const nowhere = join(folder, 'none', 'hits.csv')
    const lost = await runProgram([launcher, 'search', 'sample', '--export', nowhere], variables)
    expect(lost.code).toBe(73)
    const odd = await runProgram([launcher, 'search', 'sample', '--export', 'x.xml'], variables)
    expect(odd.code).toBe(64)
    expect(await readdir(folder)).toEqual(before)
  })
})
