import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { expectError, expectSuccess } from '../harness/expect-error.ts'
import { type Harness, type KeyHeaders, startHarness } from '../harness/start-harness.ts'
import { idOf } from '../scans/scan-replies.ts'

let server: Harness
let keys: KeyHeaders

beforeAll(async () => {
  server = await startHarness({
    config: { scanPrivate: 'off', scanDeny: ['198.51.100.27'], scansOpen: 100 },
  })
  keys = await server.keys(['reporter'])
})
afterAll(() => server[Symbol.asyncDispose]())
afterEach(async () => expectSuccess(await server.request('/healthz'), 200))

/** Without a worker nothing is scanned and no webhook is sent. */
function post(body: unknown) {
  return server.request('/api/ingest/v1/scan', { method: 'POST', headers: keys, body })
}

async function refuse(body: unknown) {
  return expectError(await post(body), 400)
}

describe('targets', () => {
  it('C1: none, and a blank one', async () => {
    for (const body of [{}, { target: '' }, { target: '   ' }]) {
      expect(await refuse(body)).toMatchObject({ message: 'value cannot be empty' })
    }
  })

  it.each([
    ['C3', [' 8.8.8.8', '8.8.8.8 ', '8.8.8.8\n', '8.8.8.8\t']],
    ['C5', ['010.8.8.8', '0x8.8.8.8', '134744072', '8.2056']],
    ['C7', ['::1', '::', 'fe80::1', 'fc00::1', 'fd00:ec2::254', 'ff02::1', 'ff01::1']],
    ['C13', ['fe80::1%eth0', '2001:db8::1%25x', '[2001:4860::1]']],
    ['C15', ['localhost', 'example', 'example.com.', '_dmarc.example.com', '-a.com', 'a-.com']],
    ['C15', ['a..com', '*.example.com']],
    ['C17', [`${'a'.repeat(64)}.com`, `${'a.'.repeat(125)}comm`]],
    ['C19', ['exämple.com', '\u0435xample.com', '８.８.８.８', '1.1.1.1。']],
    ['C23', ['a'.repeat(65 * 1_024)]],
  ])('%s: %j', async (_row, targets) => {
    for (const target of targets)
      expect(await refuse({ target })).toMatchObject({ param: 'target' })
  })

  it('C9: addresses that stand for others, refused by policy', async () => {
    const targets = ['64:ff9b::a9fe:a9fe', '64:ff9b:1::7f00:1', '2002:7f00:1::', 'fec0::1']
    for (const target of [...targets, '2001:0:53aa:64c:0:fbff:80ff:fffe']) {
      expect((await refuse({ target })).message).toContain('scan policy refuses')
    }
  })

  it('C11: the documented example', async () => {
    expectSuccess(await post({ target: '203.0.113.1' }), 202)
  })

  it('C21: one name in two cases', async () => {
    const first = await post({ target: 'c21.example.com' })
    expectSuccess(first, 202)
    const second = await post({ target: 'C21.EXAMPLE.com' })
    expectSuccess(second, 200)
    expect(idOf(second)).toBe(idOf(first))
  })

  it('C23: a body over the limit', async () => {
    expectError(await post({ target: 'a'.repeat(300 * 1_024) }), 413)
  })

  it('C27: an address of this server', async () => {
    expect((await refuse({ target: '198.51.100.27' })).message).toContain('scan policy refuses')
  })
})

describe('the URL of a webhook', () => {
  it.each([
    ['C29', ['', ' ', 'not a url', '//x', 'http:/x', 'http:x', 5]],
    ['C31', ['http://u:p@example.com', 'http://evil@127.0.0.1', 'http://127.0.0.1%2f@evil.com']],
    ['C33', ['http://[::1]', 'http://[::ffff:127.0.0.1]', 'http://[0:0:0:0:0:ffff:7f00:1]']],
    ['C33', ['http://[64:ff9b::7f00:1]', 'http://[fd00:ec2::254]', 'http://[::1%25lo]']],
    ['C37', [`https://example.com/${'a'.repeat(2_049 - 20)}`, 'http://a.com/\tb']],
    ['C37', ['http://a.com/\r\nb', 'http:\\\\a.com', 'http://a.com/%zz']],
  ])('%s: %j', async (_row, urls) => {
    for (const url of urls) {
      const { param } = await refuse({ target: '203.0.113.2', webhook: { url } })
      expect(param).toMatch(/webhook/)
    }
  })

  it('C35: a name that may lead anywhere is judged when it is called', async () => {
    const webhook = { url: 'http://127.0.0.1.nip.io/' }
    expectSuccess(await post({ target: '203.0.113.35', webhook }), 202)
  })

  it('C37: a fragment is dropped', async () => {
    const webhook = { url: 'https://example.com/hook#frag' }
    const reply = await post({ target: '203.0.113.37', webhook })
    expectSuccess(reply, 202)
    const path = `/api/ingest/v1/scan/${idOf(reply)}/webhooks`
    expect((await server.request(path, { headers: keys })).json).toMatchObject({
      webhooks: [{ url: 'https://example.com/hook' }],
    })
  })
})

describe('the headers of a webhook', () => {
  const url = 'https://example.com/hook'

  it('C39: no pairs of texts', async () => {
    const wrong = [{}, 'x', [1], [{}], [{ key: 1, value: 'x' }], [{ key: 'A' }], [{ value: 'A' }]]
    for (const headers of wrong) await refuse({ target: '203.0.113.2', webhook: { url, headers } })
  })

  it.each([
    ['C41', ['', 'Bad Name', 'A:B', 'A\r\n', 'é', '()']],
    ['C43', ['Host', 'Content-Length', 'Transfer-Encoding', 'Connection', 'Upgrade', 'Expect']],
    ['C43', ['TE', 'Trailer', 'keep-alive', 'PROXY-AUTHORIZATION', 'Proxy-Connection']],
    ['C45', ['webhook-id', 'webhook-signature', 'webhook-timestamp', 'Content-Type']],
    ['C45', ['Content-Encoding', 'Accept-Encoding']],
  ])('%s: %j', async (row, names) => {
    for (const key of names) {
      const headers = [{ key, value: 'x' }]
      const { message } = await refuse({ target: '203.0.113.2', webhook: { url, headers } })
      if (row !== 'C41') expect(message).toContain('header not allowed')
    }
  })

  it('C47: one header twice', async () => {
    const headers = [
      { key: 'X-Token', value: '1' },
      { key: 'x-token', value: '2' },
    ]
    await refuse({ target: '203.0.113.2', webhook: { url, headers } })
  })
})
