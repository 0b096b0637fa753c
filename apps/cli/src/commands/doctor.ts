import { access, constants, readFile, stat } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import picocolors from 'picocolors'
import { defineCommand, type Environment } from '../define-command.ts'

type Finding = {
  readonly check: string
  readonly verdict: 'ok' | 'note' | 'wrong'
  readonly message: string
}

export const doctor = defineCommand({
  name: 'doctor',
  summary: 'Name what keeps Windvane from running here.',
  options: [{ flags: '--json', description: 'print JSON' }],
  examples: ['windvane doctor', 'PORT=9000 windvane doctor --json'],
  async run({ options, environment }) {
    const server = await checkServer(environment)
    const findings = [
      checkNode(),
      await checkFolder(environment.dataFolder),
      await checkLock(environment.dataFolder, server.isRunning),
      server.isRunning ? server.finding : await checkPort(environment),
      await checkDatabase(environment.databaseUrl),
    ]
    process.stdout.write(
      options['json'] === true
        ? `${JSON.stringify(findings, undefined, 2)}\n`
        : formatFindings(findings, environment.hasColour),
    )
    return findings.some((finding) => finding.verdict === 'wrong') ? 1 : 0
  },
})

function checkNode(): Finding {
  const isOld = Number.parseInt(process.versions.node, 10) < 24
  return {
    check: 'Node',
    verdict: isOld ? 'wrong' : 'ok',
    message: isOld
      ? `Node ${process.versions.node} is too old: 24 is needed; run "npm ci", then "npx windvane"`
      : `Node ${process.versions.node}`,
  }
}

async function checkFolder(folder: string): Promise<Finding> {
  const check = 'data folder'
  try {
    await access(await nearestExisting(folder), constants.W_OK)
    return { check, verdict: 'ok', message: folder }
  } catch {
    return { check, verdict: 'wrong', message: `${folder} cannot be written; set DATA_DIR` }
  }
}

async function nearestExisting(folder: string): Promise<string> {
  const parent = dirname(folder)
  if (parent === folder) return folder
  const exists = await stat(folder).then(
    () => true,
    () => false,
  )
  return exists ? folder : nearestExisting(parent)
}

async function checkLock(folder: string, isRunning: boolean): Promise<Finding> {
  const check = 'lock'
  if (!isLocked(join(folder, 'lock'))) return { check, verdict: 'ok', message: 'folder is free' }
  const owner = await readFile(join(folder, 'lock-owner.json'), 'utf8').catch(() => '')
  const holder = `process ${/\d+/.exec(owner)?.[0] ?? 'unknown'}`
  return isRunning
    ? { check, verdict: 'ok', message: `held by the running server, ${holder}` }
    : { check, verdict: 'wrong', message: `folder is in use by ${holder}; stop it first` }
}

/** Tries the very lock the server takes: an exclusive transaction on an empty SQLite database. */
function isLocked(path: string): boolean {
  if (!existsSync(path)) return false
  const database = new DatabaseSync(path, { timeout: 0 })
  try {
    database.exec('BEGIN EXCLUSIVE; ROLLBACK')
    return false
  } catch {
    return true
  } finally {
    database.close()
  }
}

async function checkServer(
  environment: Environment,
): Promise<{ readonly isRunning: boolean; readonly finding: Finding }> {
  const response = await fetch(`${environment.url}/healthz`, {
    signal: AbortSignal.timeout(2_000),
  }).catch(() => undefined)
  const isRunning = (await response?.text().catch(() => '')) === '{"status":"ok"}'
  return {
    isRunning,
    finding: { check: 'server', verdict: 'ok', message: `answers at ${environment.url}` },
  }
}

async function checkPort({ host, port }: Environment): Promise<Finding> {
  const check = 'port'
  const failure = await new Promise<NodeJS.ErrnoException | undefined>((resolve) => {
    const server = createServer().once('error', resolve)
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(undefined)))
  })
  if (failure === undefined) return { check, verdict: 'ok', message: `${host}:${port} is free` }
  return {
    check,
    verdict: 'wrong',
    message:
      failure.code === 'EADDRINUSE'
        ? `${host}:${port} is taken by another program; set PORT`
        : `${host}:${port} cannot be listened on (${failure.code ?? failure.message}); set HOST or PORT`,
  }
}

async function checkDatabase(databaseUrl: string | undefined): Promise<Finding> {
  const check = 'database'
  if (databaseUrl === undefined) {
    return { check, verdict: 'ok', message: 'embedded, in the data folder' }
  }
  const url = URL.parse(databaseUrl)
  if (url === null) return { check, verdict: 'wrong', message: 'DATABASE_URL is not a URL' }
  const port = Number(url.port === '' ? 5432 : url.port)
  const isReachable = await new Promise<boolean>((resolve) => {
    const socket = connect({ host: url.hostname, port, timeout: 3_000 })
    for (const [event, answer] of [
      ['connect', true],
      ['error', false],
      ['timeout', false],
    ] as const) {
      socket.once(event, () => {
        socket.destroy()
        resolve(answer)
      })
    }
  })
  return {
    check,
    verdict: isReachable ? 'ok' : 'wrong',
    message: `PostgreSQL at ${url.hostname}:${port} ${isReachable ? 'is reachable' : 'does not answer'}`,
  }
}

function formatFindings(findings: readonly Finding[], hasColour: boolean): string {
  const colours = picocolors.createColors(hasColour)
  const marks = {
    ok: colours.green('ok   '),
    note: colours.yellow('note '),
    wrong: colours.red('wrong'),
  }
  return findings
    .map(({ check, verdict, message }) => `${marks[verdict]}  ${check.padEnd(12)} ${message}\n`)
    .join('')
}
