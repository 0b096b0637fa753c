import { AppError } from '@windvane/model'
import { describe, expect, it } from 'vitest'
import { createAddressPolicy } from '../scans/address-policy.ts'
import { parseWebhook, type WebhookHeader } from './parse-webhook.ts'

const policy = createAddressPolicy({ privateAddresses: 'refuse' })
const privatePolicy = createAddressPolicy({ privateAddresses: 'accept' })

describe('parseWebhook() on the url', () => {
  it('keeps an ordinary https URL with its query', () => {
    expect(parseUrl('https://hooks.example.com/a?b=c%20d')).toBe(
      'https://hooks.example.com/a?b=c%20d',
    )
  })

  it.each(['', ' ', 'not a url', '//x', 'http:/x', 'http:x', 'http://', 'ftp://x', 'javascript:1'])(
    'C29: refuses %j',
    (url) => expect(refusal(url)).toMatch(/absolute http or https/),
  )

  it.each([
    'http://u:p@example.com',
    'http://evil@127.0.0.1',
    'http://127.0.0.1%2f@evil.com',
    'http://@example.com',
  ])('C31: refuses credentials in %j', (url) => {
    expect(refusal(url)).toMatch(/credentials|absolute/)
  })

  it.each([
    'http://[::1]',
    'http://[::ffff:127.0.0.1]',
    'http://[0:0:0:0:0:ffff:7f00:1]',
    'http://[64:ff9b::7f00:1]',
    'http://[fd00:ec2::254]',
    'http://[::1%25lo]',
    'http://127.0.0.1/',
    'http://2130706433/',
    'http://0x7f.1/',
    'http://0177.0.0.1/',
    'http://10.1.2.3/',
    'http://169.254.169.254/latest',
    'http://localhost/',
    'http://LOCALHOST./',
    'http://a.localhost/',
  ])('C33: refuses the literal %j', (url) => {
    expect(refusal(url)).toMatch(/destination not allowed|absolute/)
  })

  it('lets loopback through where private targets are allowed, metadata never', () => {
    expect(parseUrl('http://127.0.0.1:8081/', privatePolicy)).toBe('http://127.0.0.1:8081/')
    expect(parseUrl('http://localhost:8081/', privatePolicy)).toBe('http://localhost:8081/')
    expect(refusal('http://169.254.169.254/', privatePolicy)).toMatch(/destination not allowed/)
  })

  it.each(['http://127.0.0.1.nip.io/', 'https://internal.example.com/'])(
    'C35: accepts the name %s, which is judged at delivery',
    (url) => expect(parseUrl(url)).toBe(url),
  )

  it('C37: refuses 2049 characters, drops the fragment, refuses what a parser would repair', () => {
    const longest = `https://example.com/${'a'.repeat(2_048 - 20)}`
    expect(parseUrl(longest)).toBe(longest)
    expect(refusal(`${longest}a`)).toMatch(/2048/)
    expect(parseUrl('https://example.com/x#frag')).toBe('https://example.com/x')
    for (const url of [
      'http://a.com/\tb',
      'http://a.com/\r\nb',
      'http:\\\\a.com',
      'http://a.com/%zz',
    ]) {
      expect(refusal(url)).toMatch(/absolute/)
    }
  })

  it.each([22, 25, 81, 1023, 3306, 5432, 6379, 9200, 27017])('refuses port %i', (port) => {
    expect(refusal(`http://example.com:${port}/`)).toMatch(/port not allowed/)
  })

  it.each([80, 443, 1024, 8080, 65_535])('accepts port %i', (port) => {
    expect(parseUrl(`https://example.com:${port}/`)).toMatch(/^https:\/\/example\.com/)
  })
})

describe('parseWebhook() on the headers', () => {
  it('keeps them as they are', () => {
    const headers = [{ key: 'Authorization', value: 'Bearer your-token' }]
    expect(parseWebhook({ url: 'https://example.com', headers }, policy).headers).toEqual(headers)
  })

  it.each(['', 'Bad Name', 'A:B', 'A\r\n', 'é', '()', 'x'.repeat(129)])(
    'C41: refuses the name %j',
    (key) => expect(headerRefusal([{ key, value: 'x' }])).toMatch(/invalid header name/),
  )

  it.each([
    'Host',
    'Content-Length',
    'transfer-encoding',
    'CONNECTION',
    'Upgrade',
    'Expect',
    'TE',
    'Trailer',
    'Keep-Alive',
    'Proxy-Authorization',
    'proxy-connection',
    'Metadata-Flavor',
    'X-aws-ec2-metadata-token',
  ])('C43: refuses %s', (key) => {
    expect(headerRefusal([{ key, value: 'x' }])).toMatch(/header not allowed/)
  })

  it.each([
    'webhook-id',
    'Webhook-Signature',
    'webhook-timestamp',
    'Content-Type',
    'Content-Encoding',
    'Accept-Encoding',
  ])('C45: refuses %s', (key) => {
    expect(headerRefusal([{ key, value: 'x' }])).toMatch(/header not allowed/)
  })

  it('C47: refuses one header twice, in whatever case', () => {
    const headers = [
      { key: 'X-Token', value: '1' },
      { key: 'x-token', value: '2' },
    ]
    expect(headerRefusal(headers)).toMatch(/given twice/)
  })

  it.each(['a\r\nb', 'a\0b', 'a\u{1f600}', 'x'.repeat(4_097)])('refuses the value %j', (value) => {
    expect(headerRefusal([{ key: 'x-token', value }])).toMatch(/invalid header value/)
  })

  it('refuses the 21st header', () => {
    const headers = Array.from({ length: 21 }, (_, index) => ({ key: `x-${index}`, value: '' }))
    expect(headerRefusal(headers.slice(1))).toBe('')
    expect(headerRefusal(headers)).toMatch(/more than 20/)
  })
})

function parseUrl(url: string, by = policy): string {
  return parseWebhook({ url }, by).url
}

function refusal(url: string, by = policy): string {
  return messageOf(() => parseWebhook({ url }, by))
}

function headerRefusal(headers: readonly WebhookHeader[]): string {
  return messageOf(() => parseWebhook({ url: 'https://example.com', headers }, policy))
}

function messageOf(work: () => unknown): string {
  try {
    work()
    return ''
  } catch (error) {
    expect(error).toBeInstanceOf(AppError)
    expect(error).toMatchObject({ status: 400 })
    return error instanceof Error ? error.message : ''
  }
}
