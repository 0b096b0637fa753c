import { AppError } from '@windvane/model'
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { parseJsonBody } from './json-body.ts'

function parse(text: string): unknown {
  return parseJsonBody(Buffer.from(text))
}

it('parseJsonBody() gives what JSON.parse gives for any object without null', () => {
  const member = fc.oneof(
    fc.string(),
    fc.integer(),
    fc.boolean(),
    fc.double({ max: 1e9, min: 0.1, noNaN: true }),
  )
  const key = fc
    .string({ minLength: 1, unit: 'binary' })
    .filter((name) => !/__proto__|constructor|\0/.test(name))
  const value = fc.dictionary(key, fc.oneof(member, fc.array(fc.dictionary(key, member))))
  fc.assert(
    fc.property(value.filter(isClean), (object) => {
      const plain: unknown = JSON.parse(JSON.stringify(object))
      expect(parse(JSON.stringify(object, null, 1))).toEqual(plain)
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

function isClean(object: unknown): boolean {
  const text = JSON.stringify(object)
  return !text.includes('\\u') && !/[\ud800-\udfff]/.test(text)
}
