import { AppError } from '@windvane/model'
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { parseJsonBody } from './json-body.ts'

function parse(text: string): unknown {
  return parseJsonBody(Buffer.from(text))
}

it('parseJsonBody() gives what JSON.parse gives for any object without null', () => {
  const text = fc.string({
    unit: fc.constantFrom('a', 'ü', '"', '\\', ':', ',', '{', ' '),
    maxLength: 8,
  })
  const key = text.filter((name) => name !== '')
  const scalar = fc.oneof(text, fc.integer(), fc.boolean())
  const list = fc.array(fc.dictionary(key, scalar, { maxKeys: 4 }), { maxLength: 4 })
  fc.assert(
    fc.property(fc.dictionary(key, fc.oneof(scalar, list), { maxKeys: 6 }), (object) => {
      expect(parse(JSON.stringify(object, null, 1))).toEqual(JSON.parse(JSON.stringify(object)))
    }),
  )
})

it('parseJsonBody() throws nothing but AppError', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.uint8Array(),
        fc.json().map((text) => Buffer.from(text)),
      ),
      (bytes) => {
        try {
          parseJsonBody(Buffer.from(bytes))
        } catch (error) {
          expect(error).toBeInstanceOf(AppError)
        }
      },
    ),
  )
})

it('parseJsonBody() finds duplicates whatever the escapes and spaces around them', () => {
  expect(() => parse('{"a":1,"\\u0061" :2}')).toThrow('duplicate')
  expect(() => parse('{"x":[{"a":"\\\\","b":2,"b"\n:2}]}')).toThrow('duplicate')
  expect(parse('{"a\\"":1,"a":"b\\\\","c":"\\":"}')).toEqual({ 'a"': 1, a: 'b\\', c: '":' })
})

it('parseJsonBody() treats null and empty-named members as absent', () => {
  expect(parse('{"a":null,"b":{"c":null,"":1},"d":[null]}')).toEqual({ b: {}, d: [null] })
})
