import { createHash } from 'node:crypto'
import { createServer, type RequestListener } from 'node:http'
import { createSecureServer } from 'node:http2'
import { createServer as createTlsServer } from 'node:https'
import { createSecureContext, type TLSSocket } from 'node:tls'
import { gzipSync } from 'node:zlib'

import { type HttpRecord } from '@windvane/model'
import { describe, expect, it } from 'vitest'

import { listen, type TestServer } from '../service/test-target.ts'
import { makeTestCertificate } from '../tls/test-certificate.ts'
import { examineHttp } from './examine-http.ts'
import { murmurHash } from './murmur-hash.ts'
import { toHttpTarget } from './test-http-target.ts'

const icon = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(92, 7)])
// As Python's base64.encodebytes has it: 57 bytes to a line, each line ended.
const iconLines = `${icon.toString('base64', 0, 57)}\n${icon.toString('base64', 57)}\n`

const page = `<!DOCTYPE html><html><head><title>Sign in &amp; up</title>
  <meta name="generator" content="WordPress 6.4.1">
  <link rel="shortcut icon" href="/static/icon.png">
  <link rel="stylesheet" href="https://cdn.shop.example.co.uk/bootstrap/5.3.2/css/bootstrap.min.css">
  <script src="/js/jquery-3.7.1.min.js"></script></head>
  <body><form action="/login"><input type=password name=p></form>
  <a href="https://www.other.example.org/x">away</a> <a href="http://sub.host.example/">ours</a>
  </body></html>`

const site: RequestListener = (request, response) => {
  if (request.method === 'OPTIONS') {
    response.writeHead(204, { allow: 'GET, HEAD, OPTIONS, <b>', dav: '1, 2' }).end()
    return
  }
  switch (request.url ?? '') {
    case '/':
      response.writeHead(302, { location: '/login', 'set-cookie': 'start=1; Path=/' }).end()
      return
    case '/login':
      response
        .writeHead(200, {
          server: 'Apache/2.4.57 (Debian)',
          'content-type': 'text/html; charset=utf-8',
          'set-cookie': ['sid=secret; Secure; HttpOnly; SameSite=Lax', 'PHPSESSID=1'],
          'content-security-policy':
            "default-src 'self' https://cdn.example.com:443/x; img-src *.img.example data:",
          'x-frame-options': 'DENY',
          'alt-svc': 'h3=":443"; ma=86400',
        })
        .end(page)
      return
    case '/static/icon.png':
      response.writeHead(200, { 'content-type': 'image/png' }).end(icon)
      return
    case '/robots.txt':
      response.end(
        'User-agent: *\nDisallow: /admin # ours\nSitemap: https://host.example/map.xml\n',
      )
      return
    case '/.well-known/security.txt':
      response.end('Contact: mailto:security@host.example\nExpires: 2020-01-01T00:00:00z\n')
      return
    default:
      response.writeHead(404).end()
  }
}

describe('examineHttp()', () => {
  it('records a site: redirect, page, icon, files, headers, cookies, technologies', async () => {
    await using server = await listen(createServer(site))
    const record = await examine(server, { serverName: 'host.example' })
    const origin = `http://host.example:${server.port}`
    expect(record).toMatchObject({
      address: '127.0.0.1',
      port: server.port,
      tunnel: 'none',
      host: 'host.example',
      url: `${origin}/login`,
      status: 200,
      reason: 'OK',
      title: 'Sign in & up',
      server: 'Apache/2.4.57 (Debian)',
      contentType: 'text/html; charset=utf-8',
      protocols: ['http/1.1', 'h3'],
      redirects: [{ status: 302, from: `${origin}/`, to: `${origin}/login`, isFollowed: true }],
      body: {
        sha256: createHash('sha256').update(page).digest('hex'),
        sizeBytes: Buffer.byteLength(page),
        isTruncated: false,
      },
      favicon: {
        url: `${origin}/static/icon.png`,
        sizeBytes: 100,
        mmh3: murmurHash(Buffer.from(iconLines)),
        md5: createHash('md5').update(icon).digest('hex'),
        sha256: createHash('sha256').update(icon).digest('hex'),
      },
      securityHeaders: { 'x-frame-options': 'DENY', 'strict-transport-security': null },
      cookies: [
        { name: 'start', isSecure: false, isHttpOnly: false },
        { name: 'sid', isSecure: true, isHttpOnly: true, sameSite: 'Lax' },
        { name: 'PHPSESSID', isSecure: false, isHttpOnly: false },
      ],
      hasPasswordField: true,
      methods: ['GET', 'HEAD', 'OPTIONS'],
      dav: '1, 2',
      robots: { status: 200, disallow: ['/admin'], sitemaps: ['https://host.example/map.xml'] },
      securityTxt: {
        contacts: ['mailto:security@host.example'],
        expires: '2020-01-01T00:00:00z',
        isExpired: true,
      },
      withoutName: { isSame: true, status: 200, title: 'Sign in & up' },
      policyHosts: ['cdn.example.com', '*.img.example'],
      linkedDomains: ['example.co.uk', 'example.org'],
      altSvc: 'h3=":443"; ma=86400',
    })
    const told = record?.technologies.map(({ name, version }) => [name, version])
    expect(told).toEqual([
      ['Apache httpd', '2.4.57'],
      ['PHP', undefined],
      ['WordPress', '6.4.1'],
      ['jQuery', '3.7.1'],
      ['Bootstrap', '5.3.2'],
    ])
    expect(record?.isPartial).toBeUndefined()
    expect(JSON.stringify(record?.cookies)).not.toContain('secret')
  })

  it('keeps to two connections, and to those, where the server keeps them', async () => {
    await using server = await listen(createServer(site))
    await examine(server, { serverName: 'host.example' })
    expect(server.connections.size).toBeLessThanOrEqual(2)
  })

  it('needs at most 12 connections, two at once, where the server closes each', async () => {
    let open = 0
    let most = 0
    const server = createServer((request, response) => {
      response.setHeader('connection', 'close')
      site(request, response)
    })
    server.on('connection', (socket) => {
      open += 1
      most = Math.max(most, open)
      socket.on('close', () => (open -= 1))
    })
    await using listening = await listen(server)
    const record = await examine(listening, { serverName: 'host.example' })
    expect(record?.robots?.status).toBe(200)
    expect(listening.connections.size).toBeLessThanOrEqual(12)
    expect(most).toBeLessThanOrEqual(2)
  })

  it('sends the sender that the scan was given with every request', async () => {
    const agents = new Set<string | undefined>()
    await using server = await listen(
      createServer((request, response) => {
        agents.add(request.headers['user-agent'])
        site(request, response)
      }),
    )
    await examine(server, {
      serverName: 'host.example',
      userAgent: 'Ours (mailto:us@host.example)',
    })
    expect([...agents]).toEqual(['Ours (mailto:us@host.example)'])
  })

  it('tells a virtual host from what the address shows', async () => {
    await using server = await listen(
      createServer((request, response) => {
        const isNamed = request.headers.host?.startsWith('host.example')
        response.writeHead(isNamed ? 200 : 403).end(isNamed ? '<title>Ours</title>' : 'no')
      }),
    )
    const record = await examine(server, { serverName: 'host.example' })
    expect(record).toMatchObject({ status: 200, title: 'Ours' })
    expect(record?.withoutName).toMatchObject({ isSame: false, status: 403 })
  })

  it('finds no favicon in a page that is sent for every path', async () => {
    await using server = await listen(
      createServer((_, response) => {
        response.setHeader('content-type', 'image/x-icon')
        response.end('<!doctype html><title>One page</title>Contact: none')
      }),
    )
    const record = await examine(server)
    expect(record?.favicon).toBeUndefined()
    expect(record?.securityTxt).toBeUndefined()
    expect(record?.robots).toEqual({ status: 200, disallow: [], sitemaps: [] })
  })

  it('undoes a content coding that it did not ask for', async () => {
    await using server = await listen(
      createServer((_, response) => {
        response.setHeader('content-encoding', 'gzip')
        response.end(gzipSync('<title>Packed</title>'))
      }),
    )
    const record = await examine(server)
    expect(record).toMatchObject({ title: 'Packed', body: { sizeBytes: 21, isTruncated: false } })
  })

  it('has nothing to say of a port that does not speak HTTP', async () => {
    const server = createServer()
    server.on('connection', (socket) => socket.end('220 host.example ESMTP\r\n'))
    await using listening = await listen(server)
    expect(await examine(listening)).toBeUndefined()
  })
})

describe('examineHttp() in TLS', () => {
  const named = makeTestCertificate({ commonName: 'host.example' })

  it('knows h2 by ALPN and asks in HTTP/1.1', async () => {
    const server = createSecureServer({ ...named, allowHTTP1: true }, (request, response) => {
      response.end(`<title>${request.httpVersion}</title>`)
    })
    await using listening = await listen(server)
    const record = await examine(listening, { tunnel: 'tls', serverName: 'host.example' })
    expect(record).toMatchObject({ title: '1.1', protocols: ['http/1.1', 'h2'] })
    expect(record?.url).toBe(`https://host.example:${listening.port}/`)
  })

  it('asks a server without ALPN', async () => {
    await using server = await listen(
      createTlsServer(named, (_, response) => response.end('<title>Old</title>')),
    )
    const record = await examine(server, { tunnel: 'tls' })
    expect(record).toMatchObject({ title: 'Old', protocols: ['http/1.1'] })
  })

  it('asks by address without SNI', async () => {
    const names: (string | false | null)[] = []
    const server = createTlsServer(
      { ...named, SNICallback: (_, done) => done(null, createSecureContext(named)) },
      (request, response) => {
        // The server speaks TLS only.
        const { servername } = request.socket as TLSSocket
        names.push(servername ?? null)
        response.end(servername === 'host.example' ? '<title>Ours</title>' : '<title>Else</title>')
      },
    )
    await using listening = await listen(server)
    const record = await examine(listening, { tunnel: 'tls', serverName: 'host.example' })
    expect(record?.withoutName).toMatchObject({ isSame: false, title: 'Else' })
    expect(names.filter((name) => name !== 'host.example')).toHaveLength(1)
  })
})

async function examine(
  server: TestServer,
  options: Parameters<typeof toHttpTarget>[1] = {},
): Promise<HttpRecord | undefined> {
  return await examineHttp(toHttpTarget(server.port, options))
}
