import { readFileSync, readdirSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'

import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { detectService } from '../../service/detect-service.ts'
import { type DetectedService } from '../../service/service-port.ts'
import { listen, type TestServer, toTestTarget } from '../../service/test-target.ts'
import { toHttpPage } from '../http-page.ts'
import { parseResponse } from '../parse-http-response.ts'
import { httpApplications } from './index.ts'

const folder = join(import.meta.dirname, '../../../fixtures/http-applications')

/** Answers as a product's documentation has them, and what must be read from them. */
type Sample = {
  readonly source: string
  /** The usual port, where the answers alone are no hint. */
  readonly port?: number
  readonly answers: Readonly<Record<string, Answer>>
  readonly expected: {
    readonly name?: string
    readonly product: string
    readonly version?: string
    readonly os?: string
    readonly hostname?: string
    readonly isAuthRequired?: boolean
    readonly isAnonymousAllowed?: boolean
    readonly software?: readonly (readonly [product: string, version: string | null])[]
  }
}

type Answer = {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly json?: unknown
  readonly text?: string
}

const samples = readdirSync(folder).flatMap((file) => {
  // Written by hand in this form.
  const list = JSON.parse(readFileSync(join(folder, file), 'utf8')) as readonly Sample[]
  return list.map((sample) => ({ id: file.replace('.json', ''), sample }))
})

describe('the list of HTTP applications', () => {
  it('names each once and has a sample of each', () => {
    const ids = httpApplications.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    expect(new Set(samples.map(({ id }) => id))).toEqual(new Set(ids))
  })

  it.each(samples)('names $id: $sample.source', async ({ sample }) => {
    const requests: string[] = []
    await using server = await serveAnswers(sample, requests)
    const { service } = await examine(server, sample)
    const { name = 'http', software = [], ...expected } = sample.expected
    expect(service).toMatchObject({ name, ...expected })
    expect(service.isAuthRequired).toBe(expected.isAuthRequired)
    expect(service.isAnonymousAllowed).toBe(expected.isAnonymousAllowed)
    for (const [product, version] of software) {
      const told = service.software.find((one) => one.product === product)
      expect([product, told?.version ?? null]).toEqual([product, version])
    }
    expect(requests.length).toBeLessThanOrEqual(3)
    expect(requests.every((request) => request.startsWith('GET '))).toBe(true)
    expect(server.connections.size).toBeLessThanOrEqual(8)
  })

  it('names no application in a server that answers every path with the same page', async () => {
    const page = '<html><head><title>Our shop</title></head><body>Version 1.2.3</body></html>'
    for (const port of [2379, 5000, 5601, 8088, 8404, 8500, 9090, 10_255]) {
      await using server = await listen(createServer((_, response) => response.end(page)))
      const { service } = await detectService({ ...toTestTarget(server.port), port })
      expect({ port, name: service.name, product: service.product }).toEqual({ port, name: 'http' })
    }
  })

  it('asks on another connection when the server closes each, and survives when none is left', async () => {
    for (const mostConnections of [8, 3]) {
      let connections = 0
      const server = createServer((request, response) => {
        response.setHeader('connection', 'close')
        if (request.url === '/version') response.end('{"etcdserver":"3.5.0","etcdcluster":"3.5.0"}')
        else response.writeHead(404).end('404 page not found\n')
      })
      server.on('connection', (socket) => {
        connections += 1
        if (connections > mostConnections) socket.destroy()
      })
      await using listening = await listen(server)
      const { service, failures } = await detectService(toTestTarget(listening.port))
      expect(service.name).toBe('http')
      expect(failures).toEqual([])
    }
  })
})

describe('every application', () => {
  const texts = samples.flatMap(({ sample }) => Object.values(sample.answers).map(toBody))
  const pieces = [...new Set(texts)].filter((text) => text !== '').map((text) => text.slice(0, 40))

  it.each([...pieces, ...pieces.map((text) => text.slice(0, 12))])(
    'comes to an end with a page full of %j',
    (piece) => {
      const text = piece.repeat(Math.ceil(64_000 / piece.length))
      const page = damage({ status: 200, text, headers: { server: text, location: text } }, [])
      for (const application of httpApplications) {
        application.hint(page)
        application.read(page, page)
      }
    },
  )
})

describe.each(httpApplications)('$id', (application) => {
  const own = samples.filter(({ id }) => id === application.id)

  it('reads damaged answers without throwing', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...own.flatMap(({ sample }) => Object.values(sample.answers))),
        fc.constantFrom(...own.flatMap(({ sample }) => Object.values(sample.answers))),
        fc.array(fc.tuple(fc.nat(4000), fc.nat(255)), { maxLength: 6 }),
        (one, other, flips) => {
          const [answer, first] = [damage(one, flips), damage(other, [])]
          application.hint(answer)
          application.read(answer, first)
          application.read(first, answer)
        },
      ),
      { numRuns: 60 },
    )
  })

  it('reads JSON of any shape without throwing', () => {
    fc.assert(
      fc.property(fc.json(), fc.constantFrom(200, 401, 404), (body, status) => {
        const page = damage({ status, text: body }, [])
        application.hint(page)
        application.read(page, page)
      }),
      { numRuns: 60 },
    )
  })
})

async function serveAnswers({ answers }: Sample, requests: string[]): Promise<TestServer> {
  return await listen(
    createServer((request, response) => {
      requests.push(`${request.method} ${request.url}`)
      const { status, headers, ...answer } = answers[request.url ?? ''] ?? { status: 404, text: '' }
      response.writeHead(status, headers).end(toBody(answer))
    }),
  )
}

/** The samples stand for the usual port; the connections go to that of the test. */
function examine(server: TestServer, { port }: Sample): Promise<DetectedService> {
  const target = toTestTarget(server.port, { serverName: 'host.example' })
  return detectService(port === undefined ? target : { ...target, port })
}

function toBody({ json, text }: Pick<Answer, 'json' | 'text'>): string {
  return json === undefined ? (text ?? '') : JSON.stringify(json)
}

function damage(answer: Answer, flips: readonly (readonly [at: number, byte: number])[]) {
  const { status, headers = {} } = answer
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  const bytes = Buffer.from(`HTTP/1.1 ${status} X\r\n${lines.join('')}\r\n${toBody(answer)}`)
  for (const [at, byte] of flips) {
    if (at > 15 && at < bytes.length) bytes.writeUInt8(byte, at)
  }
  const response = parseResponse(bytes)
  if (!response) throw new Error('Cannot damage: the status line must stand')
  return toHttpPage(response)
}
