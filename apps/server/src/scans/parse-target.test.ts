import { AppError } from '@windvane/model'
import { describe, expect, it } from 'vitest'
import { createAddressPolicy } from './address-policy.ts'
import { parseTarget } from './parse-target.ts'

const policy = createAddressPolicy({ privateAddresses: 'refuse', deny: ['198.51.100.7'] })
const privatePolicy = createAddressPolicy({ privateAddresses: 'accept' })

describe('parseTarget()', () => {
  it('C11: takes the documented example', () => {
    expect(parseTarget('203.0.113.1', policy)).toEqual({ type: 'ip', text: '203.0.113.1' })
  })

  it('brings every spelling to one form', () => {
    expect(parseTarget('Example.COM', policy)).toEqual({ type: 'fqdn', text: 'example.com' })
    expect(parseTarget('2001:0DB8:0::68', policy).text).toBe('2001:db8::68')
    expect(parseTarget('::ffff:8.8.8.8', policy).text).toBe('8.8.8.8')
  })

  it.each(['', '   '])('C1: refuses %j as empty', (target) => {
    expect(refusal(target)).toBe('value cannot be empty')
  })

  it.each([
    ['C3', [' 8.8.8.8', '8.8.8.8 ', '8.8.8.8\n', '8.8.8.8\t']],
    ['C5', ['010.8.8.8', '0x8.8.8.8', '134744072', '8.2056']],
    ['C7', ['::1', '::', 'fe80::1', 'fc00::1', 'fd00:ec2::254', 'ff02::1', 'ff01::1']],
    [
      'C9',
      [
        '64:ff9b::a9fe:a9fe',
        '64:ff9b:1::7f00:1',
        '2002:7f00:1::',
        '2001:0:53aa:64c:0:fbff:80ff:fffe',
        'fec0::1',
      ],
    ],
    ['C13', ['fe80::1%eth0', '2001:db8::1%25x', '[2001:4860::1]']],
    [
      'C15',
      [
        'localhost',
        'example',
        'example.com.',
        '_dmarc.example.com',
        '-a.com',
        'a-.com',
        'a..com',
        '*.example.com',
      ],
    ],
    ['C17', [`${'a'.repeat(64)}.com`, `${'a.'.repeat(126)}com`.slice(0, 254)]],
    ['C19', ['exämple.com', '\u0435xample.com', '８.８.８.８', '1.1.1.1。']],
    ['C23', ['a'.repeat(65 * 1_024)]],
  ])('%s: refuses', (_row, targets) => {
    for (const target of targets) expect(refusal(target), target.slice(0, 40)).not.toBe('')
  })

  it('refuses special addresses that are valid values', () => {
    for (const target of ['100.64.0.1', '168.63.129.16', '255.255.255.255', '240.0.0.1']) {
      expect(refusal(target)).toMatch(/scan policy refuses/)
    }
  })

  it('C27: refuses an address of this server', () => {
    expect(refusal('198.51.100.7')).toMatch(/scan policy refuses/)
  })

  it('lets private addresses through where they are allowed, forbidden ones never', () => {
    for (const target of ['127.0.0.1', '10.0.0.1', '::1', 'fd00::1', '100.64.0.1']) {
      expect(parseTarget(target, privatePolicy).text).toBe(target)
    }
    for (const target of ['169.254.169.254', '0.0.0.0', '224.0.0.1', 'fe80::1', 'fd00:ec2::254']) {
      expect(refusal(target, privatePolicy), target).not.toBe('')
    }
  })
})

function refusal(target: string, by = policy): string {
  try {
    parseTarget(target, by)
    return ''
  } catch (error) {
    expect(error).toBeInstanceOf(AppError)
    expect(error).toMatchObject({ status: 400, param: 'target' })
    return error instanceof Error ? error.message : ''
  }
}
