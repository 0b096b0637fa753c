import { describe, expect, it } from 'vitest'
import { parseDateFormats } from './date-format.ts'
import { parseDate } from './parse-date.ts'
import { parseTimeZone } from './time-zone.ts'

const now = new Date('2024-05-15T10:20:30.456Z')

function parse(text: string, options: { format?: string; zone?: string; up?: true } = {}) {
  const formats = parseDateFormats(options.format) ?? []
  const zone = options.zone === undefined ? undefined : parseTimeZone(options.zone)
  const isRoundedUp = options.up ?? false
  const time = parseDate(text, { now, formats, isRoundedUp, ...(zone && { zone }) })
  return time === undefined ? undefined : new Date(time).toISOString()
}

describe('parseDate()', () => {
  it('knows the first century in a zone with a name', () => {
    expect(parse('0050-01-01', { zone: 'Europe/Berlin' })).toMatch(/^0049-12-31T23:/)
  })

  it.each([
    ['2022', '2022-01-01T00:00:00.000Z', '2022-12-31T23:59:59.999Z'],
    ['2024-02', '2024-02-01T00:00:00.000Z', '2024-02-29T23:59:59.999Z'],
    ['2022-05-18', '2022-05-18T00:00:00.000Z', '2022-05-18T23:59:59.999Z'],
    ['2022-05-18T', '2022-05-18T00:00:00.000Z', '2022-05-18T23:59:59.999Z'],
    ['2022-05-18T10', '2022-05-18T10:00:00.000Z', '2022-05-18T10:59:59.999Z'],
    ['2022-05-18T10:20', '2022-05-18T10:20:00.000Z', '2022-05-18T10:20:59.999Z'],
    ['2022-05-18T10:20:30', '2022-05-18T10:20:30.000Z', '2022-05-18T10:20:30.999Z'],
    ['2022-05-18T10:20:30.123456789Z', '2022-05-18T10:20:30.123Z', '2022-05-18T10:20:30.123Z'],
    ['2022-05-18T10:20:30,5+0200', '2022-05-18T08:20:30.500Z', '2022-05-18T08:20:30.500Z'],
    ['1652832000000', '2022-05-18T00:00:00.000Z', '2022-05-18T00:00:00.000Z'],
    ['-1', '1969-12-31T23:59:59.999Z', '1969-12-31T23:59:59.999Z'],
    ['now', '2024-05-15T10:20:30.456Z', '2024-05-15T10:20:30.456Z'],
    ['now-24h', '2024-05-14T10:20:30.456Z', '2024-05-14T10:20:30.456Z'],
    ['now-d', '2024-05-14T10:20:30.456Z', '2024-05-14T10:20:30.456Z'],
    ['now+1M-2w', '2024-06-01T10:20:30.456Z', '2024-06-01T10:20:30.456Z'],
    ['now/y', '2024-01-01T00:00:00.000Z', '2024-12-31T23:59:59.999Z'],
    ['now/M', '2024-05-01T00:00:00.000Z', '2024-05-31T23:59:59.999Z'],
    ['now/w', '2024-05-13T00:00:00.000Z', '2024-05-19T23:59:59.999Z'],
    ['now/d', '2024-05-15T00:00:00.000Z', '2024-05-15T23:59:59.999Z'],
    ['now/H', '2024-05-15T10:00:00.000Z', '2024-05-15T10:59:59.999Z'],
    ['now/m', '2024-05-15T10:20:00.000Z', '2024-05-15T10:20:59.999Z'],
    ['now/1s', '2024-05-15T10:20:30.000Z', '2024-05-15T10:20:30.999Z'],
    ['now-1d/d', '2024-05-14T00:00:00.000Z', '2024-05-14T23:59:59.999Z'],
    ['2022-05-18||/M', '2022-05-01T00:00:00.000Z', '2022-05-31T23:59:59.999Z'],
    ['2024-01-31||+1M/d', '2024-02-29T00:00:00.000Z', '2024-02-29T23:59:59.999Z'],
    ['2024-02-29||-1y', '2023-02-28T00:00:00.000Z', '2023-02-28T00:00:00.000Z'],
    ['2022-05-18||', '2022-05-18T00:00:00.000Z', '2022-05-18T00:00:00.000Z'],
    ['0000-01-01', '0001-01-01T00:00:00.000Z', '0001-01-01T00:00:00.000Z'],
    ['0050', '0050-01-01T00:00:00.000Z', '0050-12-31T23:59:59.999Z'],
    ['now-1000000y', '0001-01-01T00:00:00.000Z', '0001-01-01T00:00:00.000Z'],
    ['now+999999999M', '9999-12-31T23:59:59.999Z', '9999-12-31T23:59:59.999Z'],
    ['9999999999999999', '9999-12-31T23:59:59.999Z', '9999-12-31T23:59:59.999Z'],
  ])('reads %s as %s, rounded up as %s', (text, down, up) => {
    expect(parse(text)).toBe(down)
    expect(parse(text, { up: true })).toBe(up)
  })

  it.each([
    '',
    'x',
    'NOW',
    'now ',
    'now/',
    'now/2d',
    'now-1',
    'now-1x',
    'now-1.5d',
    'now-9999999999d',
    '2022-02-30',
    '2022-13-01',
    '2022-5-1',
    '2022-05-18 10:00',
    '2022-05-18T24:00',
    '2022-05-18T10:20:61',
    '2022-05-18T10:20:30+25:00',
    '+999999-01-01',
    '||',
    '||/d',
    '2022-05-18|/d',
    '1e3',
    '99999999999999999',
  ])('refuses %j', (text) => {
    expect(parse(text)).toBeUndefined()
  })

  it.each([
    ['18/05/2022', 'dd/MM/yyyy', '2022-05-18T00:00:00.000Z'],
    ['2022', 'dd/MM/yyyy||yyyy', '2022-01-01T00:00:00.000Z'],
    ['20220518', 'basic_date', '2022-05-18T00:00:00.000Z'],
    ['2022-05-18T10:20:30Z', 'strict_date_time_no_millis', '2022-05-18T10:20:30.000Z'],
    ["18 o'clock", "HH 'o''clock'", '1970-01-01T18:00:00.000Z'],
    ['1652832000', 'epoch_second', '2022-05-18T00:00:00.000Z'],
    ['1.5', 'epoch_second', '1970-01-01T00:00:01.500Z'],
    ['2022-5-8T1:2', 'date_optional_time', '2022-05-08T01:02:00.000Z'],
    ['2022.05.18', 'yyyy.MM.dd', '2022-05-18T00:00:00.000Z'],
    ['2022x05x18', 'yyyy.MM.dd', undefined],
    ['18/05/22', 'dd/MM/yyyy', undefined],
  ])('reads %s by %s', (text, format, expected) => {
    expect(parse(text, { format })).toBe(expected)
  })

  it.each(['', 'nope', 'yyyy yyyy', '(a+)+$', "'x'", 'yyyy[MM]', "yyyy'", 'yyyy||'])(
    'refuses the format %j',
    (format) => {
      expect(parseDateFormats(format)).toBeUndefined()
    },
  )

  it('takes a zone for what has none of its own', () => {
    expect(parse('2022-05-18', { zone: '+02:00' })).toBe('2022-05-17T22:00:00.000Z')
    expect(parse('2022-05-18T00:00:00Z', { zone: '+02:00' })).toBe('2022-05-18T00:00:00.000Z')
    expect(parse('now/d', { zone: '+14:00' })).toBe('2024-05-15T10:00:00.000Z')
    expect(parse('2024-07-01', { zone: 'America/New_York' })).toBe('2024-07-01T04:00:00.000Z')
    expect(parse('2024-01-01', { zone: 'America/New_York' })).toBe('2024-01-01T05:00:00.000Z')
    // The day on which clocks go forward has 23 hours.
    expect(parse('2024-03-10||+1d', { zone: 'America/New_York' })).toBe('2024-03-11T04:00:00.000Z')
  })

  it.each(['', 'Mars/Olympus', '+19:00', '+01:60', '1', 'GMT+', '../etc', 'x'.repeat(1_000)])(
    'refuses the zone %j',
    (zone) => {
      expect(parseTimeZone(zone)).toBeUndefined()
    },
  )
})

it('formats what it parses', () => {
  const time = Date.UTC(2022, 4, 8, 1, 2, 3, 45)
  const format = (name: string) => parseDateFormats(name)?.[0]?.format(time)
  expect(format('yyyy-MM-dd')).toBe('2022-05-08')
  expect(format('d/M/yyyy H:mm:ss.SSS XXX')).toBe('8/5/2022 1:02:03.045 Z')
  expect(format("yyyy 'at' HH''")).toBe("2022 at 01'")
  expect(format('epoch_second')).toBe('1651971723.045')
  expect(format('strict_date_optional_time')).toBe('2022-05-08T01:02:03.045Z')
})
