import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { readDer, readDerChildren } from '../read-der.ts'
import { cipherSuites, findSuite, sortByStrength, toSuiteRecord } from './cipher-suites.ts'
import { countBits, nameKnownPrime } from './known-primes.ts'
import { planSuites } from './suite-plan.ts'

describe('cipherSuites', () => {
  it('names every suite as OpenSSL does', () => {
    const text = execFileSync('openssl', ['ciphers', '-V', '-stdname', 'ALL:COMPLEMENTOFALL'])
    const lines = [...text.toString().matchAll(/0x(\w\w),0x(\w\w) - (\S+)/g)]
    const differing = lines.filter(([, high, low, name]) => {
      return findSuite(Number.parseInt(`${high}${low}`, 16))?.name !== name
    })
    expect(lines.length).toBeGreaterThan(100)
    expect(differing).toEqual([])
  })

  it.each([
    ['1302', { keyExchange: 'any', bits: 256, strength: 'strong' }],
    ['c02f', { keyExchange: 'ECDHE_RSA', bits: 128, strength: 'strong' }],
    ['cca8', { keyExchange: 'ECDHE_RSA', bits: 256, strength: 'strong' }],
    ['c013', { keyExchange: 'ECDHE_RSA', bits: 128, strength: 'acceptable' }],
    ['009d', { keyExchange: 'RSA', bits: 256, strength: 'weak' }],
    ['000a', { keyExchange: 'RSA', bits: 112, strength: 'weak' }],
    ['0005', { keyExchange: 'RSA', bits: 128, strength: 'insecure' }],
    ['0003', { keyExchange: 'RSA_EXPORT', bits: 40, strength: 'insecure' }],
    ['0009', { keyExchange: 'RSA', bits: 56, strength: 'insecure' }],
    ['00a7', { keyExchange: 'DH_anon', bits: 256, strength: 'insecure' }],
    ['c010', { keyExchange: 'ECDHE_RSA', bits: 0, strength: 'insecure' }],
    ['fafa', { name: 'unknown', keyExchange: 'unknown' }],
  ])('describes %s', (code, expected) => {
    expect(toSuiteRecord(Number.parseInt(code, 16))).toMatchObject({ code, ...expected })
  })

  it('are sorted by strength, each once', () => {
    expect(sortByStrength([0x0005, 0xc013, 0x009d, 0x1301, 0x0005])).toEqual([
      0x1301, 0xc013, 0x009d, 0x0005,
    ])
  })
})

describe('planSuites()', () => {
  it.each(['SSLv3', 'TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const)(
    'asks for each suite of %s once',
    (version) => {
      const { usual, rare, groups } = planSuites(version)
      const all = [...usual, ...rare.flat()]
      expect(new Set(all).size).toBe(all.length)
      expect(new Set(groups.flat())).toEqual(new Set(all))
      expect(groups.flat().length).toBe(all.length)
    },
  )

  it('leaves none out', () => {
    const asked = ['SSLv3', 'TLSv1.2', 'TLSv1.3'] as const
    const codes = new Set(asked.flatMap((version) => planSuites(version).groups.flat()))
    expect(codes.size).toBe(cipherSuites.length)
  })
})

describe('nameKnownPrime()', () => {
  it.each(['ffdhe2048', 'ffdhe3072', 'ffdhe4096', 'ffdhe6144', 'ffdhe8192'])('knows %s', (name) => {
    const args = ['genpkey', '-genparam', '-algorithm', 'DH', '-pkeyopt', `group:${name}`]
    const pem = execFileSync('openssl', args).toString()
    const der = Buffer.from(pem.replace(/-----.*-----/g, ''), 'base64')
    const sequence = readDer(der, 0)
    const prime = sequence && readDerChildren(der, sequence)[0]
    const bytes = der.subarray(prime?.contentStart, prime?.end)
    expect(nameKnownPrime(bytes)).toBe(`RFC 7919 ${name}`)
    expect(countBits(bytes)).toBe(Number(name.slice(5)))
  })

  it('knows no other', () => {
    expect(nameKnownPrime(Buffer.alloc(256, 0xff))).toBeUndefined()
    expect(nameKnownPrime(Buffer.alloc(0))).toBeUndefined()
    expect([countBits(Buffer.from([0, 1, 0])), countBits(Buffer.alloc(3))]).toEqual([9, 0])
  })
})
