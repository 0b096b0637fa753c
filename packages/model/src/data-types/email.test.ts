import { describe, expect, it } from 'vitest'
import { email } from './email.ts'

describe('email', () => {
  it.each([
    ['Test@Example.com', 'test@example.com'],
    [' test+1@example.com\t', 'test+1@example.com'],
    ['John Q. Doe <j@example.com>', 'j@example.com'],
    ['"Doe, \\"J\\"" <j@example.com>', 'j@example.com'],
    ['<j@example.com> (a (nested) \\) comment)', 'j@example.com'],
    ['"j.doe"@example.com', 'j.doe@example.com'],
    ['j@[192.0.2.1]', 'j@[192.0.2.1]'],
    ['jé@exämple.com', 'jé@exämple.com'],
    ['j@localhost', 'j@localhost'],
  ])('stores %j as %s', (text, stored) => {
    expect(email.parse(text, {})).toBe(stored)
  })

  it.each([
    'notanemail',
    'test@',
    '@example.com',
    'test @example.com',
    'a@b@c',
    'a..b@c',
    '.a@b',
    'a@b.',
    'John <j@example.com',
    'j@example.com>',
    'a@b c',
    'a@b (',
    'a@b )',
    '<>',
    '"a b"@c',
    'a@[1.2.3]',
    'a@b, c@d',
    'John Doe',
    '"unclosed@c',
    '""@c',
    'a@[::1',
    'a\n@b',
  ])('refuses %j', (text) => {
    expect(email.parse(text, {})).toBeUndefined()
  })
})
