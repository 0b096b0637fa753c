import { execFile, spawnSync } from 'node:child_process'
import { promisify } from 'node:util'
import { type TlsVersionRecord } from '@windvane/model'

/** Whether sslscan can be run here. */
export const hasSslscan = spawnSync('sslscan', ['--version']).error === undefined

/** Versions and their suites, in the order of the server where it has one. */
export type SuitesByVersion = Readonly<Record<string, readonly string[]>>

const run = promisify(execFile)

/** Runs sslscan with its own defaults; returns what it accepted, and the time that it took. */
export async function runSslscan(
  place: string,
  options: readonly string[] = [],
): Promise<{ readonly suites: SuitesByVersion; readonly milliseconds: number }> {
  const start = performance.now()
  const { stdout } = await run('sslscan', ['--xml=-', ...options, place])
  const milliseconds = performance.now() - start
  const suites = new Map<string, string[]>()
  for (const [cipher] of stdout.matchAll(/<cipher [^>]*>/g)) {
    const version = /sslversion="([^"]*)"/.exec(cipher)?.[1]?.replace('TLSv1.0', 'TLSv1') ?? ''
    const code = /id="0x([0-9A-F]*)"/.exec(cipher)?.[1]?.toLowerCase() ?? ''
    suites.set(version, [...(suites.get(version) ?? []), code])
  }
  return { suites: Object.fromEntries(suites), milliseconds }
}

/** Writes our own records in the same form; the order counts only where the server has one. */
export function toSuitesByVersion(versions: readonly TlsVersionRecord[]): SuitesByVersion {
  return Object.fromEntries(
    versions
      .filter(({ isSupported }) => isSupported === true)
      .map(({ version, suites }) => [version, suites.map(({ code }) => code)]),
  )
}

/** The same without an order. */
export function sortSuites(suites: SuitesByVersion): SuitesByVersion {
  return Object.fromEntries(
    Object.entries(suites)
      .toSorted(([one], [other]) => one.localeCompare(other))
      .map(([version, codes]) => [version, codes.toSorted()]),
  )
}
