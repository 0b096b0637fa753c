import { describe, expect, it } from 'vitest'
import { findNeverAddress, findNeverName, parseNeverList } from './never-list.ts'
import { createScope } from './scope.ts'

const { entries, problems } = parseNeverList(`
# Asked for by their owners.
203.0.113.7 asked by its owner
198.51.100.0/24 until=2027-01-31 maintenance of the network
2001:db8::/32   documentation
example.com a hospital
.example.net until=2020-01-01 expired
`)

describe('parseNeverList()', () => {
  it('names each line it cannot read, and reads the others', () => {
    expect(problems).toEqual([])
    const text = [
      '203.0.113.7',
      '203.0.113.7 until=2027-01-01',
      '203.0.113.7 until=2027-02-30 reason',
      '203.0.113.7 until=soon reason',
      '203.0.113.0/33 reason',
      '999.1.1.1 reason',
      '-a.example reason',
      '203.0.113.8 good',
    ].join('\r\n')
    const read = parseNeverList(text)
    expect(read.entries).toHaveLength(1)
    expect(read.problems).toEqual([
      'line 1: "203.0.113.7" has no reason',
      'line 2: "203.0.113.7" has no reason',
      'line 3: "until=2027-02-30" is no day: expected until=YYYY-MM-DD',
      'line 4: "until=soon" is no day: expected until=YYYY-MM-DD',
      'line 5: "203.0.113.0/33" is no address, network or name',
      'line 6: "999.1.1.1" is no address, network or name',
      'line 7: "-a.example" is no address, network or name',
    ])
  })
})

describe('a never-scan list', () => {
  it('forbids addresses and networks, in every spelling, with reason and last day', () => {
    const why = (address: string) => findNeverAddress(entries, address, '2027-01-31')
    expect(why('203.0.113.7')).toBe('never-scan list: asked by its owner')
    expect(why('::ffff:203.0.113.7')).toBe('never-scan list: asked by its owner')
    expect(why('198.51.100.200')).toBe(
      'never-scan list: maintenance of the network (until 2027-01-31)',
    )
    expect(why('2001:0DB8::1')).toBe('never-scan list: documentation')
    for (const other of ['203.0.113.8', '198.51.101.1', 'example.com', '']) {
      expect(why(other), other).toBeUndefined()
    }
  })

  it('forbids a name and all below it, and nothing that merely ends alike', () => {
    const why = (name: string) => findNeverName(entries, name, '2026-01-01')
    for (const name of ['example.com', 'a.b.example.com', 'EXAMPLE.com', 'example.com.']) {
      expect(why(name), name).toBe('never-scan list: a hospital')
    }
    for (const name of ['notexample.com', 'com', 'example.com.evil.test', 'example.net']) {
      expect(why(name), name).toBeUndefined()
    }
  })

  it('forgets an entry the day after its last', () => {
    expect(findNeverAddress(entries, '198.51.100.1', '2027-02-01')).toBeUndefined()
  })

  it('wins over everything in a scope, and is asked anew each time', () => {
    let list = entries
    const scope = createScope({ privateAddresses: 'allow', never: () => list })
    expect(scope.check('203.0.113.7')).toEqual({
      allowed: false,
      reason: 'never-scan list: asked by its owner',
    })
    expect(scope.checkName('www.example.com').allowed).toBe(false)
    expect(scope.checkName('www.example.org').allowed).toBe(true)
    list = []
    expect(scope.check('203.0.113.7').allowed).toBe(true)
    expect(scope.checkName('www.example.com').allowed).toBe(true)
  })
})
