import { globSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'

export const root = resolve(import.meta.dirname, '../..')

export type Import = {
  /** Path from the root, or the name of a package. */
  readonly target: string
  readonly isTypeOnly: boolean
}

export type SourceFile = {
  /** Path from the root, with `/`. */
  readonly path: string
  readonly text: string
  readonly imports: readonly Import[]
}

/** Every source file of the workspaces, tests and contract suites left out. */
export function readSources(): readonly SourceFile[] {
  return globSync('{packages,apps}/*/src/**/*.ts', { cwd: root })
    .filter(
      (path) =>
        !/\.(test|contract)\.ts$|\/test-[^/]+\.ts$/.test(path) && !path.includes('node_modules'),
    )
    .map((path) => {
      const text = readFileSync(join(root, path), 'utf8')
      return { path, text, imports: readImports(path, text) }
    })
}

function readImports(path: string, text: string): readonly Import[] {
  return [...text.matchAll(/^(?:import|export)\s([^'"]*?)from\s+'([^']+)'/gms)].map(
    ([, clause = '', specifier = '']) => ({
      target: specifier.startsWith('.')
        ? relative(root, resolve(root, dirname(path), specifier))
        : specifier,
      isTypeOnly: isTypeOnly(clause),
    }),
  )
}

/** `import type …`, or every name in the braces marked `type`. */
function isTypeOnly(clause: string): boolean {
  if (/^type\b/.test(clause)) return true
  const names = /\{([^}]*)\}/s.exec(clause)?.[1]
  if (names === undefined || !/^\s*\{/.test(clause)) return false
  return names
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
    .every((name) => name.startsWith('type '))
}
