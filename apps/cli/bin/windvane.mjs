#!/usr/bin/env node
// Runs on any Node from 20 on and hands over to the Node 24 that the package `node` brings along.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url))
const node = findNode()

if (node === undefined) {
  process.stderr.write('windvane: needs Node 24; run "npm ci" in the checkout to install it\n')
  process.exit(69)
}

const child = spawn(node, [main, ...process.argv.slice(2)], { stdio: 'inherit' })
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 143)))

function findNode() {
  if (Number.parseInt(process.versions.node, 10) >= 24) return process.execPath
  try {
    const require = createRequire(import.meta.url)
    const installed = join(dirname(require.resolve('node/package.json')), 'bin', 'node')
    return existsSync(installed) ? installed : undefined
  } catch {
    return undefined
  }
}
