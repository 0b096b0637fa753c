import { createServer } from 'node:http'

import { type ScanReport } from '@windvane/model'
import { describe, expect, it } from 'vitest'

import { collectReport } from '../collect-report.ts'
import { scan, type ScanOptions } from '../scan.ts'
import { createScope } from '../scope/scope.ts'
import { listen, serve } from '../service/test-target.ts'

describe('scan() of a web server', () => {
  it('tells its page, its findings and who stands in front', async () => {
    const agents = new Set<string | undefined>()
    await using server = await listen(
      createServer((request, response) => {
        agents.add(request.headers['user-agent'])
        response.writeHead(200, { server: 'cloudflare', 'cf-ray': '8a-FRA' })
        response.end('<title>Index of /</title>')
      }),
    )
    const report = await scanPort(server.port, { userAgent: 'Ours (us@host.example)' })
    expect(report.http).toMatchObject([{ port: server.port, status: 200, title: 'Index of /' }])
    expect(report.findings).toMatchObject([{ id: 'directory-listing', port: server.port }])
    expect(report.hosts[0]?.provider).toEqual({
      kind: 'cdn',
      name: 'Cloudflare',
      evidence: 'header cf-ray: 8a-FRA',
    })
    expect(report.summary.options).toMatchObject({ http: 'full' })
    expect(report.failures).toEqual([])
    expect([...agents]).toEqual(['Ours (us@host.example)'])
  })

  it('asks for no more than the name when told so', async () => {
    const requests: (string | undefined)[] = []
    await using server = await listen(
      createServer((request, response) => {
        requests.push(request.url)
        response.end('hello')
      }),
    )
    const report = await scanPort(server.port, { http: 'off' })
    expect(report.services).toMatchObject([{ name: 'http' }])
    expect(report.http).toEqual([])
    expect(requests).toEqual(['/'])
  })

  it('K9: goes to no other port, host or address, wherever it is sent', async () => {
    await using trap = await serve(() => undefined)
    const places = [`http://127.0.0.1:${trap.port}/`, `http://127.0.0.2:${trap.port}/`]
    for (const location of places) {
      const page = `<link rel=icon href="${location}i.png"><script src="${location}s.js"></script>`
      await using server = await listen(
        createServer((_, response) => {
          response.writeHead(301, { location, 'alt-svc': `h2="127.0.0.1:${trap.port}"` }).end(page)
        }),
      )
      const report = await scanPort(server.port)
      expect(report.http[0]?.redirects).toMatchObject([{ to: location, isFollowed: false }])
    }
    expect(trap.connections.size).toBe(0)
  })

  it('keeps 256 kB of a page, more than of other services', async () => {
    const body = Buffer.alloc(200_000, 'x')
    await using server = await listen(createServer((_, response) => response.end(body)))
    const report = await scanPort(server.port)
    expect(report.http[0]?.body).toMatchObject({ sizeBytes: 200_000, isTruncated: false })
  })
})

async function scanPort(port: number, options: ScanOptions = {}): Promise<ScanReport> {
  const scope = createScope({ privateAddresses: 'allow' })
  const events = scan('127.0.0.1', { ports: String(port), scope, ...options })
  return await collectReport('127.0.0.1', events)
}
