import { once } from 'node:events'
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { createServer, type IncomingMessage } from 'node:http'
import { type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runProgram, startProgram } from '../harness/run-program.ts'

const launcher = 'apps/cli/bin/windvane.mjs'

let folder: string
let url: string
let variables: Record<string, string>
let banner: string
let server: ReturnType<typeof startProgram>

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'windvane-first-use-'))
  server = startProgram([launcher, 'serve', '--port', '0', '--data', folder])
  banner = await readUntil(server, 'keypair')
  url = /http:\S+/.exec(banner)?.[0] ?? ''
  variables = { WINDVANE_URL: url, DATA_DIR: folder, NO_COLOR: '1' }
})

afterAll(async () => {
  server.kill('SIGKILL')
  await rm(folder, { recursive: true })
})

async function readUntil(child: ReturnType<typeof startProgram>, mark: string): Promise<string> {
  let text = ''
  for await (const chunk of child.stdout ?? []) {
    text += String(chunk)
    if (text.includes(mark)) break
  }
  return text
}

async function post(path: string, body: unknown): Promise<Response> {
  const pair = JSON.parse(await readFile(join(folder, 'admin-key.json'), 'utf8')) as {
    readonly apiKey: string
    readonly apiSecret: string
  }
  return fetch(`${url}${path}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'api-key': pair.apiKey,
      'api-secret': pair.apiSecret,
    },
    body: JSON.stringify(body),
  })
}

describe('first use', () => {
  it('the first start prints the key pair and keeps it to its owner', async () => {
    const file = join(folder, 'admin-key.json')
    const { apiKey, apiSecret } = JSON.parse(await readFile(file, 'utf8'))
    expect(banner).toContain(apiKey)
    expect(banner).toContain(apiSecret)
    expect((await stat(file)).mode & 0o777).toBe(0o600)
  })

  it('the scan of a host ends in a webhook and in entities that search finds', async () => {
    const calls: { readonly request: IncomingMessage; readonly body: string }[] = []
    const receiver = createServer((request, response) => {
      let body = ''
      request.on('data', (chunk) => (body += String(chunk)))
      request.on('end', () => {
        if (request.method === 'POST') calls.push({ request, body })
        response.end()
        receiver.emit('called')
      })
    })
    receiver.listen(0, '127.0.0.2')
    await once(receiver, 'listening')
    // the server is listening, so the address is an AddressInfo
    const { port } = receiver.address() as AddressInfo
    const reply = await post('/api/ingest/v1/scan', {
      target: '127.0.0.2',
      webhook: {
        url: `http://127.0.0.2:${port}/callback`,
        headers: [{ key: 'Authorization', value: 'Bearer your-token' }],
      },
    })
    expect(reply.status).toBe(202)
    const task: unknown = await reply.json()
    while (calls.length === 0) await once(receiver, 'called')
    expect(calls[0]?.request.headers.authorization).toBe('Bearer your-token')
    expect(JSON.parse(calls[0]?.body ?? '')).toMatchObject({ ...Object(task), status: 'done' })
    receiver.close()
    const found = await post('/api/search/v1/entities/simple?limit=10&page=1', {
      query: '127.0.0.2',
      source: { includes: ['id', 'type', 'attributes.value'], excludes: [] },
    })
    expect(await found.json()).toMatchObject({
      results: [{ type: 'ip', attributes: { ip: '127.0.0.2' } }],
    })
  })

  it('keys create works while the server runs, and the key pair searches', async () => {
    const made = await runProgram(
      [launcher, 'keys', 'create', '--name', 'soc', '--roles', 'user', '--json'],
      variables,
    )
    expect(made.code, made.err).toBe(0)
    const { apiKey, apiSecret } = JSON.parse(made.out)
    const found = await runProgram([launcher, 'search', '127.0.0.2', '--json'], {
      WINDVANE_URL: url,
      WINDVANE_API_KEY: apiKey,
      WINDVANE_API_SECRET: apiSecret,
    })
    expect(found.code, found.err).toBe(0)
    expect(JSON.parse(found.out).results[0]).toMatchObject({ type: 'ip' })
  })

  it('search prints a table, and says when there is nothing', async () => {
    const table = await runProgram([launcher, 'search', '127.0.0[.]2'], variables)
    expect(table.out).toMatch(/^TYPE\s+VALUE\s+REPUTATION/)
    expect(table.out).toMatch(/^ip\s+127\.0\.0\.2\s+0\s+0\s+scan/m)
    const nothing = await runProgram([launcher, 'search', 'nothing-like-this'], variables)
    expect(nothing).toMatchObject({ code: 1, out: 'Nothing found.\n' })
  })

  it('a second server on the folder ends with 73 and names the first', async () => {
    const second = await runProgram([launcher, 'serve', '--port', '0', '--data', folder])
    expect(second.code).toBe(73)
    expect(second.err).toMatch(/process \d+ has it open/)
  })

  it('doctor names a locked folder and a taken port', async () => {
    const well = await runProgram([launcher, 'doctor'], variables)
    expect(well, well.out).toMatchObject({ code: 0 })
    expect(well.out).toContain('held by the running server')
    const port = new URL(url).port
    const ill = await runProgram([launcher, 'doctor', '--json'], {
      DATA_DIR: folder,
      PORT: port,
      WINDVANE_URL: 'http://127.0.0.1:9',
    })
    expect(ill.code).toBe(1)
    const wrong = JSON.parse(ill.out).filter((row: { verdict: string }) => row.verdict === 'wrong')
    expect(wrong.map((row: { check: string }) => row.check)).toEqual(['lock', 'port'])
  })

  it('a missing server is said in one line', async () => {
    const lost = await runProgram([launcher, 'search', 'x'], {
      ...variables,
      WINDVANE_URL: 'http://127.0.0.1:9',
    })
    expect(lost).toMatchObject({ code: 69, out: '' })
    expect(lost.err).toMatch(/^windvane: Cannot reach a server at http:\/\/127\.0\.0\.1:9: .*\n$/)
  })

  it('the server ends in order when it is asked to', async () => {
    const ended = once(server, 'exit')
    server.kill('SIGTERM')
    expect(await ended).toEqual([0, null])
  })
})

describe('windvane scan', () => {
  it('needs no server and prints what it saw as JSON', async () => {
    const target = createServer((_, response) => response.setHeader('Server', 'nginx/1.22.1').end())
    target.listen(0, '127.0.0.3')
    await once(target, 'listening')
    // the server is listening, so the address is an AddressInfo
    const { port } = target.address() as AddressInfo
    const { code, out, err } = await runProgram(
      [launcher, 'scan', '127.0.0.3', '--ports', String(port), '--json'],
      { NO_COLOR: '1' },
    )
    target.close()
    expect(code, err).toBe(0)
    expect(JSON.parse(out)).toMatchObject({
      target: '127.0.0.3',
      ports: [{ port, state: 'open', reason: 'syn-ack' }],
      services: [{ port, name: 'http', product: 'nginx', version: '1.22.1' }],
      summary: { stopReason: 'complete' },
    })
  })

  it.each([
    ['not a host', '80'],
    ['127.0.0.3', '0-99999'],
  ])('refuses %s with ports %s in one line', async (target, ports) => {
    const { code, out, err } = await runProgram([launcher, 'scan', target, '--ports', ports])
    expect({ code, out }).toEqual({ code: 64, out: '' })
    expect(err).toMatch(/^windvane: .+\n$/)
  })
})
