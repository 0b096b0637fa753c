import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { type ScanReport } from '@windvane/model'
import { expect, it } from 'vitest'
import { startHarness } from '../harness/start-harness.ts'
import { createScanClient } from './scan-client.ts'
import { idOf } from './scan-replies.ts'
import { scanPorts, startSshAndHttps } from './scan-targets.ts'

/** What each port of the hostile host does to whoever connects. */
const behaviours: Readonly<Record<string, (socket: Socket) => void>> = {
  'says nothing': () => undefined,
  'never stops talking': (socket) => flood(socket, Buffer.alloc(65_536, 'x')),
  'answers HTTP without end': (socket) => {
    socket.write('HTTP/1.1 200 OK\r\nServer: evil\r\n\r\n')
    flood(socket, Buffer.alloc(65_536, '<script>'))
  },
  'drips one byte at a time': (socket) => {
    const timer = setInterval(() => socket.write('S'), 50)
    socket.on('close', () => clearInterval(timer))
  },
  'resets at once': (socket) => socket.resetAndDestroy(),
  'speaks broken TLS': (socket) => {
    socket.on('data', () => socket.write(Buffer.from('160303ffff0200ffffff0303', 'hex')))
  },
  'greets with escapes and bytes that are no text': (socket) => {
    socket.write(Buffer.from('220 \u001b[31m<script>\0\u0007 \xff\xfe evil\r\n', 'latin1'))
  },
  'redirects to itself': (socket) => {
    socket.on('data', () =>
      socket.write('HTTP/1.1 302 Found\r\nLocation: /again\r\nContent-Length: 0\r\n\r\n'),
    )
  },
}

function flood(socket: Socket, bytes: Buffer): void {
  const more = (): void => {
    while (socket.writable && socket.write(bytes)) continue
  }
  socket.on('drain', more)
  more()
}

async function startHostile(address: string) {
  const sockets = new Set<Socket>()
  const servers = Object.values(behaviours).map((behave) =>
    createServer((socket) => {
      sockets.add(socket)
      socket.on('error', () => undefined)
      socket.on('close', () => sockets.delete(socket))
      behave(socket)
    }),
  )
  for (const server of servers) await once(server.listen(0, address), 'listening')
  // Every one listens on TCP.
  const ports = servers.map((server) => (server.address() as AddressInfo).port)
  return {
    address,
    ports,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))))
    },
  }
}

it('P33: a hostile target costs a bounded report and the next scan nothing', async () => {
  await using hostile = await startHostile('127.0.0.161')
  await using honest = await startSshAndHttps('127.0.0.162')
  const config = { scanPrivate: 'on', scanPorts: `${scanPorts},${hostile.ports.join()}` } as const
  await using server = await startHarness({ worker: true, config })
  const client = createScanClient(server, await server.keys(['user', 'reporter']))
  const first = idOf(await client.post({ target: hostile.address }))
  const meanwhile = await client.scan(honest.address)
  const { message } = await client.until(first, 'done')
  expect(message).toMatch(new RegExp(`^${hostile.ports.length} open ports`))
  const reply = await client.get(`${first}/report`)
  // What the report route serves.
  const { summary, services } = reply.json as ScanReport
  expect(summary).toMatchObject({ stopReason: 'complete', completeness: 1 })
  expect(summary.counters.bytesRead).toBeLessThanOrEqual(16 * 1024 * 1024)
  expect(reply.text.length).toBeLessThan(8 * 1024 * 1024)
  expect(services).toHaveLength(hostile.ports.length)
  const unsafe = /\u001b|\u0000|\u0007/
  expect(services.filter(({ banner = '' }) => unsafe.test(banner))).toEqual([])
  const text = `SELECT count(*)::int AS count FROM entities
    WHERE type = 'banner' AND (length(value) > 65536 OR value ~ '[\\x01-\\x08\\x1b]')`
  expect(await server.store.query({ text })).toEqual([{ count: 0 }])

  const afterwards = await client.post({ target: '127.0.0.163' })
  expect((await client.until(idOf(afterwards), 'done')).message).toBe('0 open ports')
  for (const id of [meanwhile, await rescan()]) {
    const { json } = await client.get(`${id}/report`)
    expect(namesOf(json as ScanReport)).toEqual(['http', 'ssh'])
  }

  /** The honest host once more, after the hostile one. */
  async function rescan(): Promise<string> {
    await server.store.query({ text: `UPDATE scans SET finished_at = now() - interval '2 days'` })
    return client.scan(honest.address)
  }
}, 150_000)

function namesOf({ services }: ScanReport): readonly string[] {
  return services.map(({ name }) => name).toSorted()
}
