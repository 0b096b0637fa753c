import type { KnipConfig } from 'knip'

const config: KnipConfig = {
  // Tests make certificates with the system's own.
  ignoreBinaries: ['openssl'],
  workspaces: {
    '.': { entry: ['test/**/*.ts', 'bench/**/*.ts'], project: ['test/**/*.ts', 'bench/**/*.ts'] },
    'packages/*': { entry: ['src/**/*.test.ts', 'src/**/*.contract.ts'], project: ['src/**/*.ts'] },
    'apps/server': {
      entry: ['src/{all,api,worker}.ts', 'src/**/*.test.ts', 'src/**/*.contract.ts'],
      project: ['src/**/*.ts'],
    },
    'apps/cli': {
      entry: ['bin/windvane.mjs', 'src/**/*.test.ts'],
      project: ['src/**/*.ts', 'bin/*.mjs'],
    },
  },
}

export default config
