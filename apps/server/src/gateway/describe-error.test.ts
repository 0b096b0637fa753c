import { validateHeaderValue } from 'node:http'
import { AppError } from '@windvane/model'
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { describeError, toHeaderText } from './describe-error.ts'

it('toHeaderText() makes a header of any text', () => {
  const anyText = fc.string({ unit: 'binary', maxLength: 1_500 })
  fc.assert(
    fc.property(anyText, (text) => {
      const line = toHeaderText(text)
      expect(line).toMatch(/^[\u0020-\u007e\u00a0-\u00ff]{1,1024}$/)
      validateHeaderValue('x-error', line)
    }),
    { numRuns: 50 },
  )
  expect(toHeaderText('invalid IP: 日本\r\nx: y')).toBe('invalid IP: ??  x: y')
})

it('describeError() gives a new id each time and one code for one message', () => {
  const first = describeError(new AppError('authentication_required'))
  const second = describeError(new AppError('authentication_required'))
  expect(first.id).not.toBe(second.id)
  const { error } = JSON.parse(first.body) as { error: unknown }
  expect(error).toEqual({
    message: 'authentication required',
    type: 'WARNING',
    code: 'd603e4994160ed81355e2f6452da9a5c',
    error_id: first.id,
  })
})

it('describeError() names the member at fault and when to come back', () => {
  const details = { reason: 'a has the wrong form', param: 'a' }
  const error = new AppError('invalid_request', details, { retryAfterSeconds: 7 })
  const { headers, body } = describeError(error)
  expect(headers['retry-after']).toBe('7')
  expect(JSON.parse(body)).toMatchObject({ error: { param: 'a' } })
})

it.each([
  ['no_results', 'INFO'],
  ['not_found', 'WARNING'],
  ['internal', 'ERROR'],
  ['unavailable', 'CRITICAL'],
] as const)('describeError() calls %s %s', (code, type) => {
  expect(JSON.parse(describeError(new AppError(code)).body)).toMatchObject({ error: { type } })
})
