import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { lookup } from '../../apps/cli/src/commands/lookup.ts'
import { scan } from '../../apps/cli/src/commands/scan.ts'
import { search } from '../../apps/cli/src/commands/search.ts'
import { runProgram } from '../harness/run-program.ts'

const launcher = 'apps/cli/bin/windvane.mjs'

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'windvane-usage-'))
  await writeFile(join(folder, 'empty'), '')
  await writeFile(join(folder, 'never'), '192.0.2.0/24\n')
  await writeFile(join(folder, 'words.xml'), '<html/>')
  await writeFile(
    join(folder, 'broken.pem'),
    '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n',
  )
})
afterAll(() => rm(folder, { recursive: true }))

describe('windvane scan refuses in one line, with 64,', () => {
  it.each([
    ['no target', []],
    ['two targets', ['127.0.0.1', '127.0.0.2']],
    ['no host', ['not a host']],
    ['a URL', ['https://host.example/']],
    ['ports that are none', ['127.0.0.1', '--ports', '0-99999']],
    ['no ports', ['127.0.0.1', '--ports']],
    ['UDP ports that are none', ['127.0.0.1', '--udp', '53,x']],
    ['more likely UDP ports than there are', ['127.0.0.1', '--udp', 'top500']],
    ['a dry run with a report', ['127.0.0.1', '--dry-run', '--report', '/tmp/x.html']],
    ['a never-scan list without reasons', ['127.0.0.1', '--never', '{folder}/never']],
    ['an unknown option', ['127.0.0.1', '--prots', '80']],
    ['an unknown profile', ['127.0.0.1', '--profile', 'fastest']],
    ['an unknown severity', ['127.0.0.1', '--findings', 'grave']],
    ['a time that is none', ['127.0.0.1', '--timeout', 'soon']],
    ['a time that is too short', ['127.0.0.1', '--timeout', '1ms']],
    ['two forms of output at once', ['127.0.0.1', '--json', '--ndjson']],
    ['both families alone', ['localhost', '-4', '-6']],
    ['the wrong family', ['127.0.0.1', '-6']],
    ['a strictness without a comparison', ['127.0.0.1', '--strict']],
    ['a file that is not there', ['127.0.0.1', '--compare', '/missing.xml']],
    ['a folder for a file', ['127.0.0.1', '--compare', '/']],
    ['a file without end', ['127.0.0.1', '--compare', '/dev/zero']],
    ['an empty file', ['127.0.0.1', '--compare', '{folder}/empty']],
    ['another XML', ['127.0.0.1', '--compare', '{folder}/words.xml']],
    ['no certificates', ['127.0.0.1', '--ca', '{folder}/empty']],
    ['broken certificates', ['127.0.0.1', '--ca', '{folder}/broken.pem']],
  ])('%s', async (_name, words) => {
    const filled = words.map((word) => word.replace('{folder}', folder))
    const { code, out, err } = await runProgram([launcher, 'scan', ...filled])
    expect({ code, out }).toEqual({ code: 64, out: '' })
    expect(err).toMatch(/^windvane: .+\n$/)
  })
})

describe('windvane scan', () => {
  it('tells its options, examples and exit codes', async () => {
    const { code, out } = await runProgram([launcher, 'scan', '--help'])
    expect(code).toBe(0)
    for (const { flags } of scan.options) expect(out).toContain(flags)
    for (const [number, meaning] of scan.exitCodes ?? []) {
      expect(out).toMatch(new RegExp(`^ +${number} +${meaning}$`, 'm'))
    }
  })
})

it.each([scan, search, lookup])(
  'docs/cli.md describes every option and exit code of $name',
  async ({ name, options, exitCodes = [] }) => {
    const pages = await readFile(new URL('../../docs/cli.md', import.meta.url), 'utf8')
    const page = pages.split('\n## ').find((each) => each.startsWith(`windvane ${name}\n`)) ?? ''
    for (const { flags } of options) expect(page).toContain(`\`${flags}\``)
    for (const [number, meaning] of exitCodes) expect(page).toContain(`| ${number} | ${meaning} |`)
  },
)
