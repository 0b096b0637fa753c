#!/usr/bin/env node
// Runs on any Node from 20 on and hands over to the Node 24 that the package `node` brings along.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

const main = new URL('../src/main.ts', import.meta.url)

if (Number.parseInt(process.versions.node, 10) >= 24) await import(main.href)
else handOver(findNode())

function findNode() {
  try {
    const require = createRequire(import.meta.url)
    const installed = join(dirname(require.resolve('node/package.json')), 'bin', 'node')
    return existsSync(installed) ? installed : undefined
  } catch {
    return undefined
  }
}

function handOver(node) {
  if (node === undefined) {
    process.stderr.write('windvane: needs Node 24; run "npm ci" in the checkout to install it\n')
    process.exit(69)
  }
  const words = [fileURLToPath(main), ...process.argv.slice(2)]
  const child = spawn(node, words, { stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 143)))
}
