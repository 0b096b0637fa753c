import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openNeverList } from './never-list-file.ts'

describe('openNeverList()', () => {
  let folder: string
  let path: string

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'windvane-never-'))
    path = join(folder, 'never')
  })

  afterEach(() => rm(folder, { recursive: true }))

  /** Opens the list with a clock that a test moves. */
  async function open(text: string) {
    await writeFile(path, text)
    const problems: string[] = []
    let nowMs = 0
    const list = openNeverList(path, {
      onProblem: (found) => problems.push(...found),
      nowMs: () => nowMs,
    })
    const later = (): readonly string[] => {
      nowMs += 1_000
      return list().map(({ reason }) => reason)
    }
    return { later, now: () => list().map(({ reason }) => reason), problems }
  }

  it('refuses at the start a file that cannot be read whole, with line and reason', async () => {
    await expect(open('203.0.113.7 asked\n203.0.113.8\n')).rejects.toThrow(
      'Cannot use the file of SCAN_NEVER:\n  line 2: "203.0.113.8" has no reason',
    )
    await rm(path)
    expect(() => openNeverList(path)).toThrow(/SCAN_NEVER[^]*ENOENT/)
  })

  it('reads the file again when it was written or replaced, and looks once a second', async () => {
    const { later, now } = await open('203.0.113.7 first\n')
    expect(now()).toEqual(['first'])
    await writeFile(path, '203.0.113.7 second one\n')
    expect(now()).toEqual(['first'])
    expect(later()).toEqual(['second one'])
    await writeFile(`${path}.new`, '203.0.113.7 third one\n')
    await rename(`${path}.new`, path)
    expect(later()).toEqual(['third one'])
  })

  it('forgets nothing because of a change it cannot read, and tells of it once', async () => {
    const { later, problems } = await open('203.0.113.7 first\n')
    await writeFile(path, '203.0.113.8 second\nnonsense\n')
    expect(later()).toEqual(['first', 'second'])
    expect(later()).toEqual(['first', 'second'])
    expect(problems).toEqual(['line 2: "nonsense" has no reason'])
    await rm(path)
    expect(later()).toEqual(['first', 'second'])
    await writeFile(path, '')
    expect(later()).toEqual([])
  })
})
