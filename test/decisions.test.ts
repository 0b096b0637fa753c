import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { root } from './source/read-imports.ts'

const folder = 'docs/decisions'
const files = globSync(`${folder}/*.md`, { cwd: root }).toSorted()

describe('decision records', () => {
  it('are numbered without a gap', () => {
    const numbers = files.map((file) => Number(file.slice(folder.length + 1).split('-')[0]))
    expect(numbers).toEqual(files.map((_file, index) => index + 1))
  })

  it('are one short page with a title', () => {
    for (const file of files) {
      const text = read(file)
      expect(text, file).toMatch(/^# \S/)
      expect(text.split('\n').length, file).toBeLessThanOrEqual(50)
    }
  })

  it('refer to records that exist', () => {
    for (const file of files) {
      for (const [, number = ''] of read(file).matchAll(/\((\d{4})\)/g)) {
        expect(Number(number), file).toBeLessThanOrEqual(files.length)
      }
    }
  })

  it('list every dependency and no other', () => {
    const listed = read(`${folder}/0002-few-dependencies.md`).matchAll(/^\| `([^`]+)` \|/gm)
    expect(new Set([...listed].map(([, name]) => name))).toEqual(readDependencies())
  })
})

function readDependencies(): ReadonlySet<string> {
  const names = globSync('{package.json,{packages,apps}/*/package.json}', { cwd: root }).flatMap(
    (file) => {
      // npm refuses a package.json of another shape.
      const { dependencies, devDependencies } = JSON.parse(read(file)) as {
        readonly dependencies?: Readonly<Record<string, string>>
        readonly devDependencies?: Readonly<Record<string, string>>
      }
      return Object.keys({ ...dependencies, ...devDependencies })
    },
  )
  return new Set(names.filter((name) => !name.startsWith('@windvane/')))
}

function read(file: string): string {
  return readFileSync(join(root, file), 'utf8')
}
