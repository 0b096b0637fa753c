import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { parseResponse, untilResponse } from './parse-http-response.ts'

const wiki =
  'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nWiki\r\n5;x=y\r\npedia\r\n0\r\n\r\n'

function bytes(text: string): Buffer {
  return Buffer.from(text, 'latin1')
}

describe('parseResponse()', () => {
  it('joins chunks and knows when they are all there', () => {
    expect(parseResponse(bytes(wiki))).toMatchObject({ isTruncated: false, isReusable: true })
    expect(parseResponse(bytes(wiki))?.body.toString()).toBe('Wikipedia')
    const cut = parseResponse(bytes(wiki.slice(0, -6)))
    expect(cut).toMatchObject({ isTruncated: true, isReusable: false })
    expect(cut?.body.toString()).toBe('Wikipedia')
  })

  it('reads chunks with bare line feeds and with a trailer', () => {
    const text = 'HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n3\nabc\n0\nX: y\n\n'
    expect(parseResponse(bytes(text))?.body.toString()).toBe('abc')
    expect(untilResponse()(bytes(text))).toBe(true)
    expect(untilResponse()(bytes(text.slice(0, -1)))).toBe(false)
  })

  it('cuts the body at its length, and does not trust a connection with more on it', () => {
    const response = parseResponse(bytes('HTTP/1.1 200 OK\nContent-Length: 3\n\nabcdef'))
    expect(response?.body.toString()).toBe('abc')
    expect(response?.isReusable).toBe(false)
  })

  it('reads a status line without a reason and a head without an end', () => {
    expect(parseResponse(bytes('HTTP/1.1 204\r\nServer: x'))).toMatchObject({
      status: 204,
      reason: '',
      headers: [['Server', 'x']],
    })
  })

  it('skips interim responses', () => {
    const text =
      'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 204 No Content\r\nA: b\r\n\r\n'
    expect(parseResponse(bytes(text))).toMatchObject({ status: 204, headers: [['A', 'b']] })
    expect(untilResponse()(bytes(text))).toBe(true)
    expect(untilResponse()(bytes(text.slice(0, 45)))).toBe(false)
  })

  it.each([
    ['HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n', true],
    ['HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n', false],
    ['HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n', false],
    ['HTTP/1.0 200 OK\r\nContent-Length: 0\r\nConnection: Keep-Alive\r\n\r\n', true],
    ['HTTP/1.1 304 Not Modified\r\n\r\n', true],
    ['HTTP/1.1 200 OK\r\n\r\nuntil the end', false],
  ])('knows whether another request may follow %j', (text, isReusable) => {
    expect(parseResponse(bytes(text))?.isReusable).toBe(isReusable)
  })

  it('refuses what is not HTTP', () => {
    expect(parseResponse(bytes('SSH-2.0-x\r\n'))).toBeUndefined()
    expect(parseResponse(bytes('HTTP/1.1 abc\r\n\r\n'))).toBeUndefined()
    expect(parseResponse(Buffer.alloc(0))).toBeUndefined()
  })

  it('keeps 100 headers of 4,096 characters', () => {
    const bomb = 'A: b\r\n'.repeat(150)
    expect(parseResponse(bytes(`HTTP/1.1 200 OK\r\n${bomb}\r\n`))?.headers).toHaveLength(100)
    const long = parseResponse(bytes(`HTTP/1.1 200 OK\r\nA: ${'x'.repeat(5000)}\r\n\r\n`))
    expect(long?.headers[0]?.[1].length).toBeLessThanOrEqual(4096)
  })
})

describe('untilResponse()', () => {
  it('waits for what comes in pieces of any size, and no longer', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), (size) => {
        const isComplete = untilResponse()
        const whole = bytes(wiki)
        for (let end = size; end < whole.length; end += size) {
          expect(isComplete(whole.subarray(0, end))).toBe(false)
        }
        expect(isComplete(whole)).toBe(true)
      }),
    )
  })

  it('gives up on a head without an end, a body that is too long and chunks that are none', () => {
    expect(untilResponse()(bytes(`HTTP/1.1 200 OK\r\n${'A: b\r\n'.repeat(6000)}`))).toBe(true)
    expect(untilResponse(100)(bytes(`HTTP/1.1 200 OK\r\n\r\n${'x'.repeat(100)}`))).toBe(true)
    expect(untilResponse(100)(bytes(`HTTP/1.1 200 OK\r\n\r\n${'x'.repeat(99)}`))).toBe(false)
    expect(untilResponse()(bytes(wiki.replace('4\r\n', 'no\r\n')))).toBe(true)
    expect(untilResponse()(bytes('220 smtp'))).toBe(true)
    expect(untilResponse()(bytes('HTT'))).toBe(false)
  })

  it('never throws, and agrees with the parser, on any bytes behind a head', () => {
    const heads = ['Transfer-Encoding: chunked\r\n', 'Content-Length: 12\r\n', '']
    const part = fc.oneof(
      fc.constantFrom('0\r\n\r\n', '5\r\nabcde\r\n', 'ffffffff\r\n', '\r\n', '2\r\nab', '\n'),
      fc.string({ maxLength: 20 }),
    )
    fc.assert(
      fc.property(fc.constantFrom(...heads), fc.array(part, { maxLength: 12 }), (head, parts) => {
        const whole = bytes(`HTTP/1.1 200 OK\r\n${head}\r\n${parts.join('')}`)
        const isComplete = untilResponse()
        const steps = parts.map((_, index) => whole.length - parts.length + index)
        for (const end of steps) if (isComplete(whole.subarray(0, Math.max(0, end)))) return
        const isThere = isComplete(whole)
        if (parseResponse(whole)?.isTruncated === false && head !== '') expect(isThere).toBe(true)
      }),
    )
  })
})
