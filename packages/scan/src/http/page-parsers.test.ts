import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { type HttpPage, toHttpPage } from '../detectors/http-page.ts'
import { parseResponse } from '../detectors/parse-http-response.ts'
import { findLinkedDomains } from './find-linked-domains.ts'
import { findPolicyHosts } from './find-policy-hosts.ts'
import { findTechnologies } from './find-technologies.ts'
import { parseCookies } from './parse-cookies.ts'
import { parseRobots } from './parse-robots.ts'
import { parseSecurityTxt } from './parse-security-txt.ts'

const now = new Date('2026-11-25T00:00:00Z')

function toPage(body: string, head = ''): HttpPage {
  const response = parseResponse(Buffer.from(`HTTP/1.1 200 OK\r\n${head}\r\n${body}`))
  if (!response) throw new Error('Cannot make a page')
  return toHttpPage(response)
}

describe('parseCookies()', () => {
  it('reads flags in any case and order, and of equal names the last', () => {
    const headers = [
      ['Set-Cookie', 'a=1; path=/; HTTPONLY;secure ; samesite=None'],
      ['set-cookie', 'a=2'],
      ['Set-Cookie', 'no pair'],
      ['Set-Cookie', '=x'],
      ['Set-Cookie', 'b=secure; Domain=host.example'],
    ] as const
    expect(parseCookies(headers)).toEqual([
      { name: 'a', isSecure: false, isHttpOnly: false },
      { name: 'b', isSecure: false, isHttpOnly: false },
    ])
    expect(parseCookies(headers.slice(0, 1))).toEqual([
      { name: 'a', isSecure: true, isHttpOnly: true, sameSite: 'None' },
    ])
  })
})

describe('parseRobots()', () => {
  it('takes rules without repetition, comments and empty values', () => {
    const text =
      'User-agent: *\r\nDISALLOW: /a\nDisallow: /a # twice\nDisallow:\nsitemap: http://x/y\n'
    expect(parseRobots(toPage(text))).toEqual({
      status: 200,
      disallow: ['/a'],
      sitemaps: ['http://x/y'],
    })
  })

  it('keeps a hundred rules of 300 characters', () => {
    const text = Array.from({ length: 500 }, (_, at) => `Disallow: /${at}${'x'.repeat(900)}`)
    const { disallow } = parseRobots(toPage(text.join('\n')))
    expect(disallow).toHaveLength(100)
    expect(disallow[0]).toHaveLength(300)
  })
})

describe('parseSecurityTxt()', () => {
  it('reads a signed file', () => {
    const text = `-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n# note: Contact: no
Contact: https://host.example/report\ncontact: mailto:a@host.example
Expires: 2027-01-01T00:00:00.000Z\n-----BEGIN PGP SIGNATURE-----\n`
    expect(parseSecurityTxt(toPage(text), now)).toEqual({
      contacts: ['https://host.example/report', 'mailto:a@host.example'],
      expires: '2027-01-01T00:00:00.000Z',
      isExpired: false,
    })
  })

  it('says nothing of the date of a file without one, or with none that can be read', () => {
    expect(parseSecurityTxt(toPage('Contact: a\n'), now)).toEqual({ contacts: ['a'] })
    const unread = parseSecurityTxt(toPage('Contact: a\nExpires: soon'), now)
    expect(unread).toEqual({ contacts: ['a'], expires: 'soon' })
    expect(parseSecurityTxt(toPage('<html>Contact us: here</html>'), now)).toBeUndefined()
  })
})

describe('findPolicyHosts()', () => {
  it('takes hosts of headers and pages, and nothing that only looks like one', () => {
    const head =
      "Content-Security-Policy: default-src 'none' 'nonce-a.b'; script-src https://a.example:8443/x *.b.example; report-uri /csp\r\n" +
      'Content-Security-Policy-Report-Only: connect-src wss://c.example blob: data:\r\n'
    const body = `<meta http-equiv="Content-Security-Policy" content="img-src d.example">`
    expect(findPolicyHosts(toPage(body, head))).toEqual([
      'a.example',
      '*.b.example',
      'c.example',
      'd.example',
    ])
  })
})

describe('findLinkedDomains()', () => {
  it('knows public suffixes, takes each domain once and never the own', async () => {
    const text = `<a href="https://www.a.co.uk/x"><a href='//b.a.co.uk'><img src=http://10.0.0.1/x>
      <a href="https://x.host.example/"><form action="https://u:p@Pay.Example.COM/"> href="/local"`
    expect(await findLinkedDomains(text, 'www.host.example')).toEqual(['a.co.uk', 'example.com'])
  })

  it('keeps a hundred', async () => {
    const text = Array.from({ length: 500 }, (_, at) => `<a href="https://d${at}.com/">`).join('')
    expect(await findLinkedDomains(text, 'host.example')).toHaveLength(100)
  })
})

describe('all of them', () => {
  const pieces = fc.array(
    fc.oneof(
      fc.string({ maxLength: 30 }),
      fc.constantFrom('Contact:', 'Disallow: ', 'Expires: ', '\n', '<meta ', 'content="', '"', '>'),
      fc.constantFrom('href="//', 'https://', 'script-src ', '; ', '*.', '\0', '=', 'a.example'),
    ),
    { maxLength: 40 },
  )

  it('read any text without throwing, and keep what they promise', async () => {
    await fc.assert(
      fc.asyncProperty(pieces, async (parts) => {
        const text = parts.join('')
        const line = text.replace(/[\r\n]/g, ' ')
        const head = `Set-Cookie: ${line}\r\nContent-Security-Policy: ${line}\r\nServer: ${line}\r\n`
        const page = toPage(text, head)
        expect(parseCookies(page.headers).length).toBeLessThanOrEqual(1)
        parseRobots(page)
        parseSecurityTxt(page, now)
        findPolicyHosts(page)
        findTechnologies(page, [text])
        for (const domain of await findLinkedDomains(text, 'host.example')) {
          expect(domain).toMatch(/^[a-z0-9.-]+$/)
        }
      }),
    )
  })

  it.each([
    '<a href="//',
    'href=https://a.',
    'Disallow: /',
    'Contact:\n',
    '<script src="/jquery-1.',
    '<link href=/bootstrap',
    'a.',
    'wp-content/',
    ':',
    ' ',
    '\n',
  ])('come to an end with a page full of %j', async (piece) => {
    const text = piece.repeat(Math.floor(250_000 / piece.length))
    const page = toPage(text, `Content-Security-Policy: ${text.replace(/\n/g, ' ')}\r\n`)
    parseRobots(page)
    parseSecurityTxt(page, now)
    findPolicyHosts(page)
    findTechnologies(page, [])
    await findLinkedDomains(text, 'host.example')
  })
})
