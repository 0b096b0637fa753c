import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { rawRequest } from './harness/raw-request.ts'
import { type ServerProcess, startServerProcess } from './harness/server-process.ts'

const folder = mkdtempSync(join(tmpdir(), 'windvane-process-'))
const dataDir = join(folder, 'data')
let server: ServerProcess

beforeAll(async () => {
  server = startServerProcess({ DATA_DIR: dataDir })
  await server.url
})
afterAll(async () => {
  await server[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true, force: true })
})

type KeyFile = { readonly apiKey: string; readonly apiSecret: string }

function readKeyFile(): KeyFile {
  return JSON.parse(readFileSync(join(dataDir, 'admin-key.json'), 'utf8')) as KeyFile
}

it('the first start makes an administrator and prints its key pair with a curl that works', async () => {
  const { apiKey, apiSecret } = readKeyFile()
  expect(statSync(join(dataDir, 'admin-key.json')).mode & 0o777).toBe(0o600)
  expect(statSync(join(dataDir, 'secret-key')).mode & 0o777).toBe(0o600)
  const curl = /curl (\S+) -H '(api-key): (\w+)' -H '(api-secret): (\w+)'/
  await expect.poll(server.stdout).toMatch(curl)
  const [, url = '', ...headers] = curl.exec(server.stdout()) ?? []
  expect(headers).toEqual(['api-key', apiKey, 'api-secret', apiSecret])
  const reply = await fetch(url, { headers: { 'api-key': apiKey, 'api-secret': apiSecret } })
  expect(await reply.json()).toMatchObject({
    userAlias: 'admin',
    roles: ['admin', 'reporter', 'trusted', 'user', 'users_admin'],
    groups: ['public'],
  })
})

it('P8: a second process on the same folder ends with code 73 and names the first', async () => {
  await using second = startServerProcess({ DATA_DIR: dataDir })
  expect(await second.exited).toBe(73)
  expect(second.stderr()).toContain(`process ${server.pid}`)
})

it('a port that is taken is named', async () => {
  const { port } = new URL(await server.url)
  await using second = startServerProcess({ DATA_DIR: join(folder, 'other'), PORT: port })
  expect(await second.exited).toBe(1)
  expect(second.stderr()).toContain(`Cannot listen on 127.0.0.1:${port}: the port is taken`)
})

it('a never-scan list that cannot be read whole stops the start and is named with its line', async () => {
  const list = join(folder, 'never')
  writeFileSync(list, '# theirs\n203.0.113.7 asked by its owner\n203.0.113.300 typo\n')
  const bad = startServerProcess({ DATA_DIR: join(folder, 'never-data'), SCAN_NEVER: list })
  expect(await bad.exited).toBe(78)
  expect(bad.stderr()).toContain('SCAN_NEVER')
  expect(bad.stderr()).toContain('line 3: "203.0.113.300" is no address, network or name')
})

it('every bad setting is named at once, a secret never shown', async () => {
  const env = { DATA_DIR: join(folder, 'bad'), PORT: 'x', SCAN_TTL: '5', SECRET_KEY: 'hunter2' }
  await using bad = startServerProcess(env)
  expect(await bad.exited).toBe(78)
  expect(bad.stderr()).toMatch(/PORT: .*\n.*SCAN_TTL: .*\n.*SECRET_KEY: /)
  expect(bad.stderr()).not.toContain('hunter2')
})

it('P11: a request under way finishes after SIGTERM, a later one is refused', async () => {
  const { apiKey, apiSecret } = readKeyFile()
  const url = await server.url
  const body = '{"target":"not a host"}'
  const head =
    `POST /api/ingest/v1/scan HTTP/1.1\r\nHost: x\r\napi-key: ${apiKey}\r\n` +
    `api-secret: ${apiSecret}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  await once(socket, 'connect')
  socket.write(`${head}${body.slice(0, 5)}`)
  // Answered after the head above has been read: the server reads its sockets in turn.
  await rawRequest(url, 'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n', { replies: 1 })
  const stopped = server.stop()
  await expect
    .poll(() =>
      fetch(`${url}/healthz`).then(
        (reply) => reply.status,
        () => 'refused',
      ),
    )
    .toBe('refused')
  socket.write(body.slice(5))
  const [reply] = (await once(socket, 'data')) as [Buffer]
  expect(reply.toString()).toMatch(/^HTTP\/1.1 400 .*x-error: invalid/s)
  expect(await stopped).toBe(0)
})

it('a later start keeps the key pair and shows nothing', async () => {
  const before = readKeyFile()
  await using later = startServerProcess({ DATA_DIR: dataDir }, 'api')
  await later.url
  expect(readKeyFile()).toEqual(before)
  expect(later.stdout()).not.toContain('api-secret')
})
