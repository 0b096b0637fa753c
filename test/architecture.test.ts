import { describe, expect, it } from 'vitest'
import { readSources, type SourceFile } from './source/read-imports.ts'

const sources = readSources()

/** Who may import which workspace (ARCHITECTURE.md). */
const workspaces: Readonly<Record<string, readonly string[]>> = {
  'packages/model': [],
  'packages/scan': ['@windvane/model'],
  'packages/api': ['@windvane/model'],
  'apps/server': ['@windvane/model', '@windvane/api', '@windvane/scan'],
  'apps/cli': ['@windvane/model', '@windvane/api', '@windvane/scan'],
}

const features = [
  'accounts',
  'alerts',
  'analytics',
  'entities',
  'feeds',
  'saved-searches',
  'scans',
  'search',
  'secrets',
  'watchlists',
  'webhooks',
]
/** How rows of `entities` are read: which of them a reader sees, what they hold, how they sort. */
const rows = ['entity-rows']
const ports = ['store', 'queue', 'search/search-engine', 'ids', 'clock']

/** What each part of the server may import; a trailing `?` means as types only. */
const serverRooms: Readonly<Record<string, readonly string[]>> = {
  entries: ['entries', 'config', 'context', 'gateway', 'routes', 'jobs', 'accounts', 'store'],
  config: ['config'],
  context: [...features, ...ports, 'adapters', 'config?', 'jobs?'],
  gateway: ['gateway', 'routes', 'context?', 'config?', 'accounts?', 'store?'],
  routes: ['routes', 'gateway', ...features, 'context?'],
  jobs: ['jobs', ...features, ...ports, 'context?'],
  features: [...features, ...ports, ...rows],
  ports: [...ports, 'adapters', ...rows],
  adapters: ['adapters', ...ports, ...rows],
  'entity-rows': [...rows, 'store'],
}

describe('architecture', () => {
  it('packages import only the workspaces they may', () => {
    const wrong = sources.flatMap((file) => {
      const allowed = workspaces[file.path.split('/').slice(0, 2).join('/')] ?? []
      return file.imports
        .filter(({ target }) => target.startsWith('@windvane/') && !allowed.includes(target))
        .map(({ target }) => `${file.path} -> ${target}`)
    })
    expect(wrong).toEqual([])
  })

  it('no file reaches into another workspace by a relative path', () => {
    const wrong = sources.flatMap((file) => {
      const home = file.path.split('/').slice(0, 2).join('/')
      return file.imports
        .filter(({ target }) => /^(packages|apps)\//.test(target) && !target.startsWith(home))
        .map(({ target }) => `${file.path} -> ${target}`)
    })
    expect(wrong).toEqual([])
  })

  it('the rooms of the server import only downwards', () => {
    const wrong = sources
      .filter(({ path }) => path.startsWith('apps/server/src/'))
      .flatMap((file) =>
        file.imports
          .filter(({ target }) => target.startsWith('apps/server/src/'))
          .filter(({ target, isTypeOnly }) => !mayImport(file.path, target, isTypeOnly))
          .map(({ target }) => `${file.path} -> ${target}`),
      )
    expect(wrong).toEqual([])
  })

  it('value imports have no cycle', () => {
    expect(findCycles(sources)).toEqual([])
  })

  it('only the configuration reads the environment', () => {
    const readers = sources
      .filter(({ text }) => /process\.env\b/.test(text))
      .map(({ path }) => path)
    expect(readers.sort()).toEqual(['apps/cli/src/config.ts', 'apps/server/src/config.ts'])
  })

  it('the vocabulary runs in a browser', () => {
    const builtins = sources
      .filter(({ path }) => path.startsWith('packages/model/'))
      .flatMap((file) => file.imports.filter(({ target }) => target.startsWith('node:')))
    expect(builtins).toEqual([])
  })

  it('no name is a bucket', () => {
    const bucket = /(^|\/)(utils?|helpers?|common|misc|shared|core|base|managers?)(\.ts|\/|$)/
    expect(sources.map(({ path }) => path).filter((path) => bucket.test(path))).toEqual([])
  })
})

function mayImport(from: string, to: string, isTypeOnly: boolean): boolean {
  const allowed = serverRooms[toRoom(from)] ?? []
  return [toRoom(to), ...toNames(to)].some(
    (name) => allowed.includes(name) || (isTypeOnly && allowed.includes(`${name}?`)),
  )
}

function toRoom(path: string): string {
  const place = path.replace('apps/server/src/', '')
  if (/^(all|api|worker|run-process|create-log|start-\w+)\.ts$/.test(place)) return 'entries'
  if (place === 'parse-setting.ts') return 'config'
  if (/^(store|queue|search)\/(embedded|postgres|pg|migrations)\//.test(place)) return 'adapters'
  if (place.startsWith('queue/postgres-queue')) return 'adapters'
  const folder = place.split('/')[0]?.replace(/\.ts$/, '') ?? place
  if (features.includes(folder)) return 'features'
  return ports.includes(folder) ? 'ports' : folder
}

function toNames(path: string): readonly string[] {
  const place = path.replace('apps/server/src/', '').replace(/\.ts$/, '')
  return [place, place.split('/')[0] ?? place]
}

function findCycles(files: readonly SourceFile[]): readonly string[] {
  const graph = new Map(
    files.map((file) => [
      file.path,
      file.imports.filter(({ isTypeOnly }) => !isTypeOnly).map(({ target }) => target),
    ]),
  )
  const done = new Set<string>()
  const cycles: string[] = []
  const visit = (path: string, trail: readonly string[]): void => {
    if (trail.includes(path)) {
      cycles.push([...trail.slice(trail.indexOf(path)), path].join(' -> '))
      return
    }
    if (done.has(path)) return
    for (const next of graph.get(path) ?? []) visit(next, [...trail, path])
    done.add(path)
  }
  for (const path of graph.keys()) visit(path, [])
  return cycles
}
