import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib'

import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { decodeBody } from './decode-body.ts'
import { decodeEntities, decodeText, findTitle } from './decode-text.ts'
import { findTags } from './find-tags.ts'
import { toHttpPage } from './http-page.ts'
import { parseResponse } from './parse-http-response.ts'

describe('decodeBody()', () => {
  const text = Buffer.from('hello '.repeat(100))

  it.each([
    ['gzip', gzipSync(text)],
    ['x-gzip', gzipSync(text)],
    ['deflate', deflateSync(text)],
    ['deflate', deflateRawSync(text)],
    ['br', brotliCompressSync(text)],
    ['br, gzip', gzipSync(brotliCompressSync(text))],
  ])('undoes %s', (coding, packed) => {
    expect(decodeBody(packed, coding)).toEqual({ body: text, isCut: false })
  })

  it('gives what it can of a body that was cut off', () => {
    const random = Buffer.from(Array.from({ length: 4000 }, (_, index) => (index * index) % 251))
    const { body } = decodeBody(gzipSync(random).subarray(0, 200), 'gzip')
    expect(body.length).toBeGreaterThan(0)
    expect(random.subarray(0, body.length).equals(body)).toBe(true)
  })

  it.each([
    ['gzip', gzipSync(Buffer.alloc(64 * 1024 * 1024))],
    ['br', brotliCompressSync(Buffer.alloc(16 * 1024 * 1024))],
  ])('unpacks no more than 256 kB of a %s bomb', (coding, bomb) => {
    const { body, isCut } = decodeBody(bomb, coding)
    expect(body.length).toBeLessThanOrEqual(256 * 1024)
    expect(isCut || body.equals(bomb)).toBe(true)
  })

  it('leaves alone what it cannot undo', () => {
    expect(decodeBody(text, 'gzip').body).toEqual(text)
    expect(decodeBody(text, 'constructor').body).toEqual(text)
    fc.assert(
      fc.property(fc.uint8Array(), fc.constantFrom('gzip', 'deflate', 'br'), (bytes, coding) => {
        decodeBody(Buffer.from(bytes), coding)
      }),
    )
  })
})

describe('decodeText()', () => {
  it.each([
    ['text/html; charset=iso-8859-1', Buffer.from([0xe9]), 'é'],
    ['text/html', Buffer.from('<meta charset="windows-1251">\u00cf', 'latin1'), 'П'],
    ['text/html; charset=no-such', Buffer.from('é'), 'é'],
    [undefined, Buffer.from('é'), 'é'],
  ])('reads %s', (contentType, body, expected) => {
    expect(decodeText(body, contentType).replace(/<[^>]*>/, '')).toBe(expected)
  })
})

describe('findTitle()', () => {
  it('is one line with its references resolved', () => {
    expect(findTitle('<TITLE lang=en>\n Tom &amp; J&#233;r&#xF4;me \n</TITLE>')).toBe(
      'Tom & Jérôme',
    )
    expect(findTitle('no title')).toBeUndefined()
  })

  it('reads a page full of open title tags and comes to an end', () => {
    expect(findTitle('<title'.repeat(100_000))).toBeUndefined()
  })

  it('resolves references to nothing but characters', () => {
    expect(decodeEntities('&#0;&#xffffff;&#xd800;&bogus;')).toBe('&#0;&#xffffff;\ufffd&bogus;')
  })
})

describe('findTags()', () => {
  it('reads attributes in any quotes and none', () => {
    const [tag] = findTags(`<LINK Rel="shortcut icon" href='/a?b=1&amp;c' x=y disabled/>`, 'link')
    expect(Object.fromEntries(tag ?? [])).toEqual({
      rel: 'shortcut icon',
      href: '/a?b=1&c',
      x: 'y',
      disabled: '',
    })
  })

  it('takes no element for another whose name begins like it', () => {
    expect(findTags('<a href=x><article id=y><a/>', 'a')).toHaveLength(2)
  })

  it.each(['<meta ', '<meta a="', "<meta a='b", '<meta a=b ', '"\'='])(
    'reads a page full of %j and comes to an end',
    (piece) => {
      findTags(piece.repeat(40_000), 'meta')
      findTags(`<meta ${piece.repeat(300)}>`.repeat(100), 'meta')
    },
  )

  it('never throws', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        findTags(`<meta ${text}>`, 'meta')
      }),
    )
  })
})

describe('toHttpPage()', () => {
  it('finds cookies, generator and JSON', () => {
    const head = 'Set-Cookie: a=b; Path=/\r\nset-cookie: c=d\r\n'
    const body = '<meta content="WordPress 6.4.1" name="generator">'
    const response = parseResponse(Buffer.from(`HTTP/1.1 200 OK\r\n${head}\r\n${body}`))
    const page = response && toHttpPage(response)
    expect(page).toMatchObject({ cookies: ['a=b', 'c=d'], generator: 'WordPress 6.4.1' })
    expect(page?.json).toBeUndefined()
    const json = parseResponse(Buffer.from('HTTP/1.1 200 OK\r\n\r\n {"a":1}'))
    expect(json && toHttpPage(json).json).toEqual({ a: 1 })
  })
})
