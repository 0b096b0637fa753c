import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { readEnvironment } from '../config.ts'
import { readExport } from './read-export.ts'

/** A server that gives its parts one after the other, in pieces of one byte. */
async function serve(parts: readonly string[]) {
  const asked: string[] = []
  const server = createServer((request, response) => {
    const number = asked.push(request.url ?? '') - 1
    if (number < parts.length - 1) response.setHeader('x-next-cursor', `after-${number}`)
    for (const byte of Buffer.from(parts[number] ?? '')) response.write(Buffer.of(byte))
    response.end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  // A server that listens on TCP has such an address.
  const { port } = server.address() as AddressInfo
  const url = `http://127.0.0.1:${port}`
  const keys = { WINDVANE_API_KEY: 'k', WINDVANE_API_SECRET: 's' }
  return { asked, environment: readEnvironment({ WINDVANE_URL: url, ...keys }) }
}

async function join(pieces: AsyncIterable<string>): Promise<string> {
  let text = ''
  for await (const piece of pieces) text += piece
  return text
}

it('readExport() joins what several requests give: CSV with one header', async () => {
  const parts = ['a,b\r\n1,é\r\n', 'a,b\r\n2,"x\r\ny"\r\n', 'a,b\r\n3,z\r\n']
  const { asked, environment } = await serve(parts)
  const exported = readExport(environment, { format: 'csv', body: {} })
  expect(await join(exported)).toBe('a,b\r\n1,é\r\n2,"x\r\ny"\r\n3,z\r\n')
  expect(asked.map((url) => new URLSearchParams(url.split('?')[1]).get('cursor'))).toEqual([
    null,
    'after-0',
    'after-1',
  ])
})

it('readExport() joins what several requests give: NDJSON without cursors', async () => {
  const parts = ['{"id":1}\n{"id":2}\n{"cursor":"after-0"}\n', '{"id":"é"}\n']
  const { environment } = await serve(parts)
  const exported = readExport(environment, { format: 'ndjson', body: {} })
  expect(await join(exported)).toBe('{"id":1}\n{"id":2}\n{"id":"é"}\n')
})
