import type { KnipConfig } from 'knip'

const config: KnipConfig = {
  // Tests make certificates, keys, databases and namespaces with the system's own tools, and start daemons.
  ignoreBinaries: [
    'openssl',
    'ssh-keygen',
    'dropbearkey',
    'mariadb-install-db',
    'setpriv',
    'ip',
    'chromium',
    'nmap',
    'svnadmin',
    'redis-server',
    'sslscan',
    'gcc',
    'tail',
    'dpkg-query',
  ],
  workspaces: {
    '.': { entry: ['test/**/*.ts', 'bench/**/*.ts'], project: ['test/**/*.ts', 'bench/**/*.ts'] },
    'packages/api': { project: ['src/**/*.ts'] },
    'packages/model': { entry: ['src/**/*.test.ts'], project: ['src/**/*.ts'] },
    'packages/scan': { entry: ['src/**/*.test.ts'], project: ['src/**/*.ts'] },
    'apps/server': {
      entry: ['src/{all,api,worker}.ts', 'src/**/*.test.ts', 'src/**/*.contract.ts'],
      project: ['src/**/*.ts'],
    },
    'apps/cli': { project: ['src/**/*.ts', 'bin/*.mjs'] },
  },
}

export default config
