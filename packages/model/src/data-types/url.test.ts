import { describe, expect, it } from 'vitest'
import { url } from './url.ts'

describe('url', () => {
  it.each([
    ['HTTPS://WWW.Example.com/heLLo', 'https://www.example.com/heLLo'],
    ['http://example.com:80', 'http://example.com:80'],
    ['http://U:P@EXAMPLE.com/A?B=C', 'http://U:P@example.com/A?B=C'],
    ['http://[2001:DB8::1]:8080/', 'http://[2001:db8::1]:8080/'],
    ['http://É.example/é', 'http://é.example/é'],
    ['http://example.com/a#b?c#d', 'http://example.com/a%23b?c%23d'],
    ['MAILTO:Someone@Example.com', 'mailto:Someone@Example.com'],
    ['file:///C:/A', 'file:///C:/A'],
    ['/Only/Path?x=%zz', '/Only/Path?x=%zz'],
    ['//Host/Path', '//Host/Path'],
    ['x:', 'x:'],
  ])('stores %s as %s', (text, stored) => {
    expect(url.parse(text, {})).toBe(stored)
  })

  it.each([
    'example.com/x',
    '*',
    'a/b:c',
    ':x',
    '1http://a',
    'http://exa mple.com',
    'http://a\n/',
    '\x7f/',
    'http://a/%zz',
    'http://a%41/',
    'http://a:b/',
    'http://a:80:80/',
    'http://[::1/',
    'http://a]/',
    'http://a#b',
    'http://u p@a/',
    'http://a\\b/',
  ])('refuses %j', (text) => {
    expect(url.parse(text, {})).toBeUndefined()
  })
})
