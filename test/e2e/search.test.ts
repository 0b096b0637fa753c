import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runProgram } from '../harness/run-program.ts'
import { type Harness, startHarness } from '../harness/start-harness.ts'

const launcher = 'apps/cli/bin/windvane.mjs'

let server: Harness
let variables: Record<string, string>

beforeAll(async () => {
  server = await startHarness()
  variables = await variablesOf(server)
})

afterAll(() => server[Symbol.asyncDispose]())

async function variablesOf({ url, keys }: Harness): Promise<Record<string, string>> {
  const pair = await keys(['user', 'admin'])
  return {
    WINDVANE_URL: url,
    WINDVANE_API_KEY: pair['api-key'],
    WINDVANE_API_SECRET: pair['api-secret'],
  }
}

describe('windvane search', () => {
  it('tells nothing found from a question that cannot be asked', async () => {
    const nothing = await runProgram([launcher, 'search', 'absent'], variables)
    expect(nothing).toMatchObject({ code: 1, out: 'Nothing found.\n' })
    for (const [words, message] of [
      [['--limit', '5000'], 'limit must be 1 to 1000'],
      [['--reputation', '9'], 'Cannot read reputation "9": it must be -3 to 3'],
      [['--accuracy', 'high'], 'Cannot read accuracy "high": it must be 0 to 3'],
      [['--colour'], "unknown option '--colour'"],
    ] as const) {
      const wrong = await runProgram([launcher, 'search', 'absent', ...words], variables)
      expect(wrong).toMatchObject({ code: 64, out: '' })
      expect(wrong.err).toContain(message)
    }
  })

  it('tells nothing found by a server that answers 404 for it, also to --export', async () => {
    await using other = await startHarness({ config: { emptyStatus: 404 } })
    const own = await variablesOf(other)
    for (const words of [[], ['--export', 'none.csv']]) {
      const nothing = await runProgram([launcher, 'search', 'absent', ...words], own)
      expect(nothing).toMatchObject({ code: 1, out: 'Nothing found.\n' })
    }
  })
})

describe('windvane keys create', () => {
  it('says in one line what cannot be', async () => {
    for (const [words, message] of [
      [['--roles', 'user,foo'], 'Cannot give the role "foo": it must be one of user, reporter,'],
      [['--days', '400'], 'Cannot read days "400": it must be 1 to 365'],
      [['--name', 'a b'], 'alias has the wrong form'],
    ] as const) {
      const wrong = await runProgram([launcher, 'keys', 'create', ...words], variables)
      expect(wrong).toMatchObject({ code: 64, out: '' })
      expect(wrong.err).toContain(message)
    }
  })
})
