import { spawnSync } from 'node:child_process'

/** The upstream version of an installed Debian package (deb-version(7)); undefined without it. */
export function packageVersion(name: string): string | undefined {
  const { status, stdout } = spawnSync('dpkg-query', ['-W', '-f', '${Version}', name], {
    encoding: 'utf8',
  })
  if (status !== 0) return undefined
  const upstream = stdout.replace(/^\d+:/, '').replace(/-[^-]*$/, '')
  // What Debian took out of the source is marked in its version.
  return upstream.replace(/[+~](?:dfsg|ds|really|git)[\w.+~]*$/, '')
}
