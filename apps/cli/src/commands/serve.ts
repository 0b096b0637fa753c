import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { defineCommand } from '../define-command.ts'

/** The server is another program; the command line only starts it. */
const entry = fileURLToPath(new URL('../../../server/src/all.ts', import.meta.url))

export const serve = defineCommand({
  name: 'serve',
  summary: 'Start the server: API, worker and store in one process.',
  options: [
    { flags: '--host <address>', description: 'address to listen on (HOST, 127.0.0.1)' },
    { flags: '--port <number>', description: 'port to listen on (PORT, 8080)' },
    { flags: '--data <folder>', description: 'data folder (DATA_DIR, ./data)' },
  ],
  examples: ['windvane serve', 'DATABASE_URL=postgres://… windvane serve --port 9000'],
  async run({ options, environment }) {
    const child = spawn(process.execPath, [entry], {
      stdio: 'inherit',
      env: { ...environment.variables, ...toVariables(options) },
    })
    for (const signal of ['SIGINT', 'SIGTERM'] as const)
      process.on(signal, () => child.kill(signal))
    // 'exit' carries (code, signal); a child ended by a signal has no code
    const [code] = (await once(child, 'exit')) as [number | null]
    return code ?? 1
  },
})

function toVariables(options: Readonly<Record<string, unknown>>): Record<string, string> {
  const names = { host: 'HOST', port: 'PORT', data: 'DATA_DIR' }
  return Object.fromEntries(
    Object.entries(names).flatMap(([option, variable]) =>
      typeof options[option] === 'string' ? [[variable, options[option]]] : [],
    ),
  )
}
