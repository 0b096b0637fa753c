import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parseNmapXml } from './parse-nmap-xml.ts'

const file = readFileSync(new URL('../../fixtures/nmap-services.xml', import.meta.url), 'utf8')

describe('parseNmapXml()', () => {
  it('reads what nmap 7.93 wrote: ports, services and the ports it only counted', () => {
    const { version, startedAt, findPorts } = parseNmapXml(file)
    expect({ version, startedAt }).toEqual({
      version: '7.93',
      startedAt: '2026-11-25T22:43:49.000Z',
    })
    const ports = findPorts('127.0.0.1') ?? []
    expect(ports.filter(({ state }) => state === 'open').map(({ port }) => port)).toEqual([
      22, 53, 80, 443, 3128, 6379, 8080, 8081,
    ])
    expect(ports.find(({ port }) => port === 22)).toEqual({
      port: 22,
      transport: 'tcp',
      state: 'open',
      service: {
        name: 'ssh',
        product: 'OpenSSH',
        version: '9.2p1 Debian 2+deb12u10',
        cpe: ['cpe:/a:openbsd:openssh:9.2p1', 'cpe:/o:linux:linux_kernel'],
      },
    })
    expect(ports.filter(({ state }) => state === 'closed').length).toBe(119)
    expect(findPorts('127.0.0.2')).toBeUndefined()
  })

  it('takes the ports that an older nmap only counted from what it was asked for', () => {
    const older = file.replace(/<extrareasons[^>]*>/, '<extrareasons reason="x" count="119"/>')
    const ports = parseNmapXml(older).findPorts('127.0.0.1') ?? []
    expect(ports.filter(({ state }) => state === 'closed').length).toBe(119)
  })

  it('takes no name that only the number stands for', () => {
    const guess = file
      .replace('name="ssh"', 'name="ssh" ')
      .replace(/method="probed"/, 'method="table"')
    const ports = parseNmapXml(guess).findPorts('127.0.0.1') ?? []
    expect(ports.find(({ port }) => port === 22)).not.toHaveProperty('service')
  })

  it('decodes the references of XML and no others', () => {
    const coded = file.replace('product="nginx"', 'product="a&amp;b&lt;&#x41;&#66;&quot;&foo;"')
    const ports = parseNmapXml(coded).findPorts('127.0.0.1') ?? []
    expect(ports.find(({ port }) => port === 80)?.service?.product).toBe('a&b<AB"&foo;')
  })

  it.each([
    ['nothing', ''],
    ['text', 'Starting Nmap 7.93'],
    ['another document', '<html><body/></html>'],
    ['a file that breaks off', file.slice(0, -200)],
    ['a document type of its own', file.replace('nmaprun>', 'nmaprun [<!ENTITY a "b">]>')],
    ['one from elsewhere', file.replace('nmaprun>', 'nmaprun SYSTEM "file:///etc/passwd">')],
    ['an entity further down', file.replace('</host>', '<!ENTITY a "b"></host>')],
    ['elements that nest without end', `${'<a>'.repeat(50_000)}${'</a>'.repeat(50_000)}`],
    ['a tag without end', `<nmaprun>${'<a '.repeat(500_000)}`],
    ['a text without end', `<nmaprun>${'x '.repeat(600_000)}</nmaprun>`],
    ['more elements than any tool writes', `<nmaprun>${'<host/>'.repeat(1_000_001)}</nmaprun>`],
    ['a reserved name', '<nmaprun><host __proto__="1"/><constructor/></nmaprun'],
  ])('refuses %s', (_name, text) => {
    expect(() => parseNmapXml(text)).toThrow(Error)
  })

  it('bears numbers, ranges and states that are none', () => {
    const strange = `<nmaprun version="1"><scaninfo protocol="tcp" services="1-99999999,x,5-2,,7"/><host>
      <address addr="127.0.0.1"/><ports>
      <port protocol="sctp" portid="1"><state state="open"/></port>
      <port protocol="tcp" portid="70000"><state state="open"/></port>
      <port protocol="tcp" portid="1.5"><state state="open"/></port>
      <port protocol="tcp" portid="9"/><port/>
      ${'<extraports state="closed"><extrareasons proto="tcp" ports="1-65535"/></extraports>'.repeat(100)}
      </ports></host></nmaprun>`
    const ports = parseNmapXml(strange).findPorts('127.0.0.1') ?? []
    expect(ports.every(({ port }) => Number.isInteger(port) && port <= 65_535)).toBe(true)
    expect(ports.length).toBeLessThan(300_000)
    expect(parseNmapXml(strange).startedAt).toBe('')
  })
})
