import { describe, expect, it } from 'vitest'
import { compareServices } from './compare-services.ts'
import { toServiceName } from './service-names.ts'

describe('toServiceName()', () => {
  it.each([
    ['squid-http', 'http-proxy'],
    ['ms-wbt-server', 'rdp'],
    ['domain', 'dns'],
    ['microsoft-ds', 'smb'],
    ['netbios-ssn', 'smb'],
    ['https-alt', 'http'],
    ['ssl/http', 'http'],
    ['IMAPS', 'imap'],
    ['postgres', 'postgresql'],
    ['gopher', 'gopher'],
    ['constructor', 'constructor'],
  ])('takes %s for %s', (name, word) => {
    expect(toServiceName(name)).toBe(word)
    expect(toServiceName(word)).toBe(word)
  })
})

describe('compareServices()', () => {
  const cpe: readonly string[] = []

  it.each([
    ['Apache HTTP Server', 'Apache httpd', 'same'],
    ['Redis', 'Redis key-value store', 'same'],
    ['nginx', 'Apache httpd', 'differs'],
    ['httpd', 'Apache httpd', 'differs'],
    [undefined, 'nginx', 'only-there'],
    ['nginx', undefined, 'only-here'],
    [undefined, undefined, 'none'],
  ] as const)('product %s and %s: %s', (here, there, agreement) => {
    const claims = [here, there].map((product) => ({ cpe, ...(product && { product }) }))
    expect(compareServices(claims[0] ?? { cpe }, claims[1] ?? { cpe }).product).toBe(agreement)
  })

  it('takes products for the same when their CPE names are', () => {
    const here = { product: 'BIND', cpe: ['cpe:2.3:a:isc:bind:9.18:*:*:*:*:*:*:*'] }
    const there = { product: 'named', cpe: ['cpe:/a:isc:bind:9.18.49'] }
    expect(compareServices(here, there).product).toBe('same')
  })

  it.each([
    ['9.2p1', '9.2p1 Debian 2+deb12u10', 'same'],
    ['9.18.49', '9.18.49-1~deb12u3', 'same'],
    ['7.0', '7.0.15', 'same'],
    ['7.0', '7.01', 'differs'],
    ['1.22.1', '1.24.0', 'differs'],
    ['15.18', '9.6.0 or later', 'unclear'],
    [undefined, '2.2.X - 2.3.X', 'unclear'],
    [undefined, '1.0', 'only-there'],
  ] as const)('version %s and %s: %s', (here, there, agreement) => {
    const claim = { cpe, ...(here === undefined ? {} : { version: here }) }
    expect(compareServices(claim, { cpe, version: there }).version).toBe(agreement)
  })

  it('does not hold versions of different products against each other', () => {
    const here = { product: 'nginx', version: '1.22.1', cpe }
    const there = { product: 'Apache httpd', version: '2.4.71', cpe }
    expect(compareServices(here, there)).toEqual({
      name: 'none',
      product: 'differs',
      version: 'none',
    })
  })
})
