import { describe, expect, it } from 'vitest'

import { isCompleteResponse, parseResponse } from './parse-http-response.ts'

function bytes(text: string): Buffer {
  return Buffer.from(text, 'latin1')
}

describe('parseResponse()', () => {
  it('joins chunks and knows when they are all there', () => {
    const whole =
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nWiki\r\n5;x=y\r\npedia\r\n0\r\n\r\n'
    expect(parseResponse(bytes(whole))?.body.toString()).toBe('Wikipedia')
    expect(isCompleteResponse(bytes(whole))).toBe(true)
    expect(isCompleteResponse(bytes(whole.slice(0, -6)))).toBe(false)
    expect(parseResponse(bytes(whole.slice(0, -6)))?.isTruncated).toBe(true)
  })

  it('cuts the body at its length', () => {
    const response = parseResponse(bytes('HTTP/1.1 200 OK\nContent-Length: 3\n\nabcdef'))
    expect(response?.body.toString()).toBe('abc')
  })

  it('reads a status line without a reason and a head without an end', () => {
    expect(parseResponse(bytes('HTTP/1.1 204\r\nServer: x'))).toMatchObject({
      status: 204,
      reason: '',
      headers: [['Server', 'x']],
    })
  })

  it('refuses what is not HTTP', () => {
    expect(parseResponse(bytes('SSH-2.0-x\r\n'))).toBeUndefined()
    expect(parseResponse(bytes('HTTP/1.1 abc\r\n\r\n'))).toBeUndefined()
  })

  it('reads a page full of open title tags in no time', () => {
    const page = bytes(`HTTP/1.1 200 OK\r\n\r\n${'<title'.repeat(10_000)}`)
    const start = performance.now()
    expect(parseResponse(page)?.title).toBeUndefined()
    expect(performance.now() - start).toBeLessThan(200)
  })
})
