import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hasProgram } from '../harness/has-program.ts'
import { runProgram } from '../harness/run-program.ts'
import { greetAsSsh, startSmallServer } from '../harness/small-servers.ts'

const launcher = 'apps/cli/bin/windvane.mjs'
const address = '127.0.0.23'

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'windvane-compare-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function compare(file: string, ...words: readonly string[]): ReturnType<typeof runProgram> {
  return await runProgram([launcher, 'scan', address, '--compare', file, ...words])
}

function describePort(port: number, state: string, service = ''): string {
  return `<port protocol="tcp" portid="${port}"><state state="${state}" reason="x"/>${service}</port>`
}

async function writeNmapFile(name: string, ports: readonly string[]): Promise<string> {
  const file = join(folder, name)
  await writeFile(
    file,
    `<?xml version="1.0"?><!DOCTYPE nmaprun><nmaprun scanner="nmap" version="7.93" start="1795646629">
    <host><address addr="${address}" addrtype="ipv4"/><ports>${ports.join('')}</ports></host></nmaprun>`,
  )
  return file
}

describe('windvane scan --compare', () => {
  it('exits with 0 when the ports are alike, and with 4 when they are not', async () => {
    await using ssh = await startSmallServer(address, greetAsSsh)
    const service =
      '<service name="ssh" product="OpenSSH" version="9.2p1 Debian 2" method="probed"/>'
    const ports = `${ssh.port},1`
    const same = await writeNmapFile('same.xml', [
      describePort(ssh.port, 'open', service),
      describePort(1, 'closed'),
    ])
    const { code, out } = await compare(same, '--ports', ports)
    expect(code, out).toBe(0)
    expect(out).toContain('Compared with nmap 7.93 of 2026-11-25 22:43 UTC')
    expect(out).toMatch(/ports +2 alike, 0 different/)
    expect(out).toMatch(new RegExp(`${ssh.port}/tcp +open ssh OpenSSH 9.2p1 +open ssh .+ alike`))
    const other = await writeNmapFile('other.xml', [describePort(ssh.port, 'closed')])
    const different = await compare(other, '--ports', ports)
    expect(different.code).toBe(4)
    expect(different.out).toMatch(/open ssh OpenSSH 9.2p1 +closed +state differs/)
  })

  it('lets services count with --strict, and gives all of it as data', async () => {
    await using ssh = await startSmallServer(address, greetAsSsh)
    const service = '<service name="ftp" product="vsftpd" method="probed"/>'
    const file = await writeNmapFile('ftp.xml', [describePort(ssh.port, 'open', service)])
    const ports = ['--ports', String(ssh.port)]
    expect((await compare(file, ...ports)).code).toBe(0)
    const { code, out } = await compare(file, ...ports, '--strict', '--json')
    expect(code).toBe(4)
    expect(JSON.parse(out).comparison).toMatchObject({
      isSame: false,
      isStrict: true,
      ports: { same: 1, different: 0 },
      rows: [{ port: ssh.port, state: 'same', name: 'differs', product: 'differs' }],
    })
    const lines = (await compare(file, ...ports, '--ndjson')).out.trim().split('\n')
    expect(JSON.parse(lines.at(-1) ?? '').kind).toBe('comparison')
    expect(JSON.parse(lines.at(-2) ?? '').kind).toBe('done')
  })

  it.runIf(hasProgram('nmap'))('agrees with nmap on the same servers', async () => {
    await using ssh = await startSmallServer(address, greetAsSsh)
    const ports = `${ssh.port},1-50`
    const file = join(folder, 'nmap.xml')
    const words = ['-n', '-sT', '-sV', '--version-light', '-p', ports, '-oX', file, address]
    await once(spawn('nmap', words, { stdio: 'ignore' }), 'exit')
    const { code, out } = await compare(file, '--ports', ports, '--strict')
    expect(code, out).toBe(0)
    expect(out).toMatch(/ports +51 alike, 0 different; scanned by one only: 0 here, 0 by nmap/)
    await ssh[Symbol.asyncDispose]()
    const later = await compare(file, '--ports', ports)
    expect(later.code).toBe(4)
    expect(later.out).toMatch(/closed +open ssh OpenSSH 9.2p1 .+ state differs/)
  })
})
