import { createServer } from 'node:http'
import { type Socket } from 'node:net'
import { gzipSync } from 'node:zlib'

import { type HttpRecord } from '@windvane/model'
import { describe, expect, it } from 'vitest'

import { listen, serve, toTestTarget } from '../service/test-target.ts'
import { examineHttp } from './examine-http.ts'
import { toHttpTarget } from './test-http-target.ts'

describe('K9: redirects', () => {
  it.each([
    ['a cloud metadata address', 'http://169.254.169.254/latest/meta-data/'],
    ['a private address', 'http://10.0.0.1/'],
    ['a number that is an address', 'http://2130706433:PORT/'],
    ['an address in hex', 'http://0x7f.1:PORT/'],
    ['an address in IPv6', 'http://[::ffff:127.0.0.1]:PORT/'],
    ['another host', 'http://other.example:PORT/'],
    ['another host without a scheme', '//other.example:PORT/'],
    ['another host behind a backslash', 'http:\\\\other.example:PORT/'],
    ['another port', 'http://host.example:OTHER/'],
    ['another scheme', 'https://host.example:PORT/'],
    ['no web address', 'javascript:alert(1)'],
    ['a file', 'file:///etc/passwd'],
    ['a user and a password', 'http://user:secret@host.example:PORT/'],
    ['a host that begins like ours', 'http://host.example.evil.example:PORT/'],
    ['a host after a sign', 'http://host.example:PORT@other.example/'],
    ['nothing that can be read', 'http://['],
    ['a very long path', `/${'a'.repeat(3000)}`],
  ])('does not follow to %s', async (_, template) => {
    await using trap = await serve(() => undefined)
    const requests: string[] = []
    const server = createServer((request, response) => {
      requests.push(`${request.headers.host} ${request.url}`)
      if (request.url !== '/' || request.method !== 'GET') return response.writeHead(404).end()
      const location = template
        .replaceAll('PORT', String(request.socket.localPort))
        .replaceAll('OTHER', String(trap.port))
      return response.writeHead(302, { location }).end()
    })
    await using listening = await listen(server)
    const record = await examine(listening.port)
    expect(record?.redirects).toHaveLength(1)
    expect(record?.redirects[0]).toMatchObject({ status: 302, isFollowed: false })
    expect(record?.url).toBe(`http://host.example:${listening.port}/`)
    expect(trap.connections.size).toBe(0)
    const named = requests.filter((request) => !request.startsWith('127.0.0.1:'))
    expect(named.every((request) => request.startsWith(`host.example:${listening.port} `))).toBe(
      true,
    )
    expect(new Set(requests.map((request) => request.split(' ')[1]))).toEqual(
      new Set(['/', '/favicon.ico', '/robots.txt', '/.well-known/security.txt']),
    )
  })

  it('does not open a connection to anywhere else, whatever the page names', async () => {
    await using trap = await serve(() => undefined)
    const away = `http://127.0.0.1:${trap.port}`
    const page = `<base href="${away}/"><link rel=icon href="${away}/icon.png">
      <meta http-equiv=refresh content="0;url=${away}/"><script src="${away}/x.js"></script>`
    await using server = await listen(createServer((_, response) => response.end(page)))
    const opened: number[] = []
    const target = toHttpTarget(server.port, { serverName: 'host.example' })
    await examineHttp({
      ...target,
      openDialogue: async (options) => {
        opened.push(server.port)
        return await target.openDialogue(options)
      },
    })
    expect(opened.length).toBeGreaterThan(0)
    expect(trap.connections.size).toBe(0)
  })

  it.each([
    ['to itself', () => '/'],
    ['in a circle', (url: string) => (url === '/' ? '/a' : '/')],
  ])('ends when a server redirects %s', async (_, next) => {
    let requests = 0
    await using server = await listen(
      createServer((request, response) => {
        requests += 1
        response.writeHead(301, { location: next(request.url ?? '') }).end()
      }),
    )
    const record = await examine(server.port)
    expect(record?.redirects.at(-1)?.isFollowed).toBe(false)
    expect(requests).toBeLessThanOrEqual(8)
  })

  it('follows five and no sixth', async () => {
    await using server = await listen(
      createServer((request, response) => {
        response.writeHead(307, { location: `${request.url}a` }).end()
      }),
    )
    const record = await examine(server.port)
    expect(record?.redirects.map(({ isFollowed }) => isFollowed)).toEqual([
      true,
      true,
      true,
      true,
      true,
      false,
    ])
    expect(record?.url).toBe(`http://host.example:${server.port}/aaaaa`)
  })
})

describe('hostile web servers', () => {
  it('keeps 256 kB of a body without an end, and says so', async () => {
    const server = await hostile((socket) => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n')
      flood(socket, Buffer.alloc(65_536, 'x'))
    })
    await using listening = server
    const record = await examine(listening.port)
    expect(record?.body).toMatchObject({ sizeBytes: 262_144, isTruncated: true })
  })

  it('keeps all of a body that just fits', async () => {
    const body = Buffer.alloc(262_143, 'y')
    await using server = await listen(createServer((_, response) => response.end(body)))
    const record = await examine(server.port)
    expect(record?.body).toMatchObject({ sizeBytes: 262_143, isTruncated: false })
  })

  it('reads no more than the budget of other stages when it is given no more', async () => {
    const body = Buffer.alloc(200_000, 'y')
    await using server = await listen(createServer((_, response) => response.end(body)))
    const record = await examineHttp({ ...toTestTarget(server.port), tunnel: 'none' })
    expect(record?.body.isTruncated).toBe(true)
    expect(record?.body.sizeBytes).toBeLessThanOrEqual(65_536)
  })

  it('ends with headers without an end', async () => {
    const server = await hostile((socket) => {
      socket.write('HTTP/1.1 200 OK\r\n')
      flood(socket, Buffer.from('X-Bomb: 1\r\n'.repeat(1000)))
    })
    await using listening = server
    const record = await examine(listening.port)
    expect(record?.headers).toHaveLength(100)
    expect(record?.body.sizeBytes).toBe(0)
  })

  it('unpacks no more than 256 kB', async () => {
    const bomb = gzipSync(Buffer.alloc(100 * 1024 * 1024))
    await using server = await listen(
      createServer((_, response) => {
        response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb)
      }),
    )
    const record = await examine(server.port)
    expect(record?.body.isTruncated).toBe(true)
    expect(record?.body.sizeBytes).toBeLessThanOrEqual(262_144)
  })

  it.each([
    ['a chunk size that is none', 'Transfer-Encoding: chunked\r\n\r\nzz\r\nabc'],
    ['a chunk of 4 GB', 'Transfer-Encoding: chunked\r\n\r\nffffffff\r\nabc'],
    ['a length that is none', 'Content-Length: -1\r\n\r\nabc'],
    ['a length of 10 GB', 'Content-Length: 10000000000\r\n\r\nabc'],
    ['two lengths', 'Content-Length: 3\r\nContent-Length: 5\r\n\r\nabc'],
  ])('takes what there is of a body with %s', async (_, rest) => {
    const server = await hostile((socket) => {
      socket.end(`HTTP/1.1 200 OK\r\n${rest}`)
    })
    await using listening = server
    const record = await examine(listening.port)
    expect(record?.status).toBe(200)
    expect(record?.body.sizeBytes).toBeLessThanOrEqual(3)
  })

  it('reads HTTP/1.0 without a length, and bare line feeds', async () => {
    const server = await hostile((socket) => {
      socket.end('HTTP/1.0 200 Fine\nServer: old\n\n<title>Old</title>')
    })
    await using listening = server
    const record = await examine(listening.port)
    expect(record).toMatchObject({ title: 'Old', server: 'old', protocols: ['http/1.0'] })
    expect(record?.body.isTruncated).toBe(false)
  })

  it('K3: keeps hostile headers and titles as clean text', async () => {
    const server = await hostile((socket) => {
      const head = Buffer.from(
        'HTTP/1.1 200 \0OK\u001b[31m\r\nServer: a\0b\u001b[0m\u0007\r\n\r\n',
        'latin1',
      )
      socket.end(
        Buffer.concat([head, Buffer.from('<title>\0x\u001b[1m</title>\xff\xfe', 'latin1')]),
      )
    })
    await using listening = server
    const record = await examine(listening.port)
    expect(JSON.stringify(record)).not.toMatch(/\\u00(?:0|1|7f)/)
    expect(record?.server?.trim()).toBe('a b [0m')
  })

  it('hands over what it has when the time is up, and says so', async () => {
    const stop = new AbortController()
    const server = createServer((request, response) => {
      if (request.url === '/') response.end('<title>Slow</title>')
      else stop.abort()
    })
    await using listening = await listen(server)
    const target = toHttpTarget(listening.port, { signal: stop.signal })
    expect(await examineHttp(target)).toMatchObject({ title: 'Slow', isPartial: true })
    await expect
      .poll(() => [...listening.connections].every((socket) => socket.destroyed))
      .toBe(true)
  })

  it('says so when the connections are used up', async () => {
    let connections = 0
    const server = await hostile((socket) => {
      connections += 1
      socket.end('HTTP/1.1 200 OK\r\n\r\nhello')
    })
    await using listening = server
    const target = toHttpTarget(listening.port)
    // Twelve for the stage: eight are gone before it begins.
    for (let index = 0; index < 8; index += 1) (await target.openDialogue()).close()
    const record = await examineHttp(target)
    expect(record).toMatchObject({ status: 200, isPartial: true })
    expect(connections).toBeLessThanOrEqual(12)
  })

  it('is not held up by a server that keeps connections and then leaves them', async () => {
    await using server = await serve((socket) => {
      let requests = 0
      socket.on('data', () => {
        requests += 1
        if (requests > 1) socket.destroy()
        else socket.write('HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\nno')
      })
    })
    const record = await examine(server.port)
    expect(record).toMatchObject({ status: 404, robots: { status: 404 } })
    expect(record?.isPartial).toBeUndefined()
  })

  it('ends with a server that closes at random', async () => {
    let count = 0
    const server = await hostile((socket) => {
      count += 1
      if (count % 2 === 0) socket.resetAndDestroy()
      else socket.end('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhal')
    })
    await using listening = server
    const record = await examine(listening.port)
    expect(record?.body).toMatchObject({ isTruncated: true, sizeBytes: 3 })
  })

  it('ends with a server that says one byte at a time', async () => {
    const text = 'HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n'
    const server = await hostile((socket) => {
      let at = 0
      const timer = setInterval(() => socket.write(text[at++] ?? 'x'), 30)
      socket.on('close', () => clearInterval(timer))
    })
    await using listening = server
    const record = await examine(listening.port)
    expect(record).toMatchObject({ status: 200, body: { isTruncated: true }, isPartial: true })
    expect(listening.connections.size).toBe(1)
  })
})

/** A server that answers each request in its own way. */
function hostile(answer: (socket: Socket) => void) {
  return serve((socket) => socket.once('data', () => answer(socket)))
}

function flood(socket: Socket, chunk: Buffer): void {
  const more = () => {
    while (!socket.destroyed && socket.write(chunk)) continue
  }
  socket.on('drain', more)
  more()
}

async function examine(port: number): Promise<HttpRecord | undefined> {
  return await examineHttp(toHttpTarget(port, { serverName: 'host.example' }))
}
