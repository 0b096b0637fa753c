import { types } from 'pg'
import { expect, it } from 'vitest'
import { rowTypes } from './row-types.ts'

const read = rowTypes.getTypeParser(types.builtins.TIMESTAMPTZ)
const driver = types.getTypeParser(types.builtins.TIMESTAMPTZ)

it.each([
  '2026-11-26 12:00:33+00',
  '2026-11-26 12:00:33.5+00',
  '2026-11-26 12:00:33.123456-08',
  '2026-11-26 12:00:33.999999+05:30',
  '0001-01-01 00:00:00+00',
  '9999-12-31 23:59:59.999+00',
  '10000-01-01 00:00:00+00',
  '0044-03-15 12:00:00+00 BC',
  '1850-01-01 00:00:00+00:53:28',
  'infinity',
])('reads %s as the driver does', (text) => {
  expect(read(text)).toEqual(driver(text))
})
