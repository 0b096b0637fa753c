import { once } from 'node:events'
import { mkdtemp, open, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runProgram, startProgram } from '../harness/run-program.ts'
import {
  greetAsSsh,
  greetAsTelnet,
  type SmallServer,
  startSmallServer,
  stayMute,
} from '../harness/small-servers.ts'

const launcher = 'apps/cli/bin/windvane.mjs'
const address = '127.0.0.21'

let folder: string
let ssh: SmallServer
let telnet: SmallServer
let mute: SmallServer

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'windvane-scan-'))
  ssh = await startSmallServer(address, greetAsSsh)
  telnet = await startSmallServer(address, greetAsTelnet)
  mute = await startSmallServer(address, stayMute)
})

afterAll(async () => {
  for (const server of [ssh, telnet, mute]) await server[Symbol.asyncDispose]()
  await rm(folder, { recursive: true })
})

function scan(...words: readonly (string | number)[]): ReturnType<typeof runProgram> {
  return runProgram([launcher, 'scan', address, ...words.map(String)])
}

describe('windvane scan', () => {
  it('prints a table, findings, the host and how it went, without colours', async () => {
    const { code, out, err } = await scan('--ports', `${ssh.port},${telnet.port},1`)
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toMatch(/^PORT +STATE +SERVICE +PRODUCT +FINDINGS$/m)
    expect(out).toMatch(
      new RegExp(`^${ssh.port}/tcp +open +ssh +OpenSSH 9.2p1 \\(Debian 12\\)$`, 'm'),
    )
    expect(out).toMatch(new RegExp(`^${telnet.port}/tcp +open +telnet +high$`, 'm'))
    expect(out).toContain('Findings\n  high      Telnet is offered\n')
    expect(out).toMatch(/^127\.0\.0\.21: 2 open, 1 closed of 3 in [\d.]+ s; complete$/m)
    expect(out.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u)
  })

  it('prints one JSON document, escaped for terminals and otherwise unchanged', async () => {
    await using hostile = await startSmallServer(address, (socket) => {
      socket.write('SSH-2.0-x\u009b2J\u001b[2J\u202e\u0000y\r\n')
    })
    const { out, err } = await scan('--ports', hostile.port, '--json')
    expect(err).toBe('')
    expect(out.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u)
    const report = JSON.parse(out)
    const raw = Buffer.from(report.services[0].bannerRaw, 'base64').toString()
    expect(raw).toContain('SSH-2.0-x\u009b2J\u001b[2J\u202e\u0000y')
    const table = await scan('--ports', hostile.port)
    expect(table.out.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u)
  })

  it('writes each event as a line while the scan runs, and ends with what was found', async () => {
    const ports = `${ssh.port},${mute.port}`
    const child = startProgram([launcher, 'scan', address, '--ports', ports, '--ndjson'])
    const ended = once(child, 'exit')
    const kinds: string[] = []
    if (child.stdout === null) throw new Error('no output')
    for await (const line of createInterface({ input: child.stdout })) {
      const event = JSON.parse(line)
      kinds.push(event.kind)
      // the mute port is still being asked
      if (event.service?.name === 'ssh') child.kill('SIGINT')
      if (event.kind === 'done') expect(event.summary.stopReason).toBe('cancelled')
    }
    expect(await ended).toEqual([2, null])
    expect(kinds.find((kind) => kind !== 'progress')).toBe('resolved')
    expect(kinds.indexOf('port')).toBeLessThan(kinds.indexOf('service'))
    expect(kinds.at(-1)).toBe('done')
  })

  it('ends in peace when its reader leaves', async () => {
    const child = startProgram([launcher, 'scan', address, '--ports', '1-2000', '--ndjson'])
    child.stdout?.once('data', () => child.stdout?.destroy())
    let err = ''
    child.stderr?.on('data', (chunk) => (err += String(chunk)))
    const [code] = await once(child, 'exit')
    expect({ code, err }).toEqual({ code: 2, err: '' })
  })

  it('writes the report beside the table, whole or not at all', async () => {
    const file = join(folder, 'report.html')
    await writeFile(file, 'old')
    await using reader = await open(file)
    const { code, out, err } = await scan('--ports', ssh.port, '--report', file)
    expect({ code, err }).toEqual({ code: 0, err: `The report is in ${file}\n` })
    expect(out).toContain('OpenSSH 9.2p1')
    const page = await readFile(file, 'utf8')
    expect(page).toMatch(/^<!DOCTYPE html>/)
    expect(page).toMatch(/<\/html>\s*$/)
    expect(page).toContain('OpenSSH')
    expect(await readdir(folder)).toEqual(['report.html'])
    // who has the old file open reads it to its end: it was replaced, not written over
    expect(await reader.readFile('utf8')).toBe('old')
  })

  it('follows a link to the file, and writes to a device instead of replacing it', async () => {
    await symlink(join(folder, 'real.html'), join(folder, 'link.html'))
    await writeFile(join(folder, 'real.html'), '')
    expect(await scan('--ports', ssh.port, '--report', join(folder, 'link.html'))).toMatchObject({
      code: 0,
    })
    expect(await readFile(join(folder, 'real.html'), 'utf8')).toContain('OpenSSH')
    expect(await scan('--ports', ssh.port, '--json', '--report', '/dev/null')).toMatchObject({
      code: 0,
      err: '',
    })
    expect((await stat('/dev/null')).isFile()).toBe(false)
  })

  it('says before a packet is sent that a file cannot be written', async () => {
    const before = ssh.connections()
    for (const file of [folder, join(folder, 'missing', 'report.html')]) {
      const { code, out, err } = await scan('--ports', ssh.port, '--report', file)
      expect({ code, out }).toEqual({ code: 73, out: '' })
      expect(err).toMatch(/^windvane: Cannot write .+: .+\n$/)
    }
    expect(ssh.connections()).toBe(before)
  })

  it('leaves services alone when it is told to, and shows closed ports', async () => {
    const { out } = await scan('--ports', `${ssh.port},1-3`, '--no-services', '--no-open', '--json')
    expect(JSON.parse(out)).toMatchObject({ services: [], ports: [{ port: ssh.port }] })
    const table = await scan('--ports', `${ssh.port},1-3`, '--no-services', '--no-open')
    expect(table.out).toMatch(/^3 closed\/tcp \(conn-refused\): 1-3$/m)
  })

  it('asks UDP ports when it is told to', async () => {
    const { code, out } = await scan('--ports', ssh.port, '--udp', '9,10', '--no-open')
    expect(code).toBe(0)
    expect(out).toMatch(/^2 closed\/udp \(port-unreach\): 9-10$/m)
  })

  it('asks web servers for more than their name, unless it is told not to', async () => {
    await using web = await startSmallServer(address, (socket) => {
      socket.on('data', () =>
        socket.end(
          'HTTP/1.1 200 OK\r\nServer: nginx/1.22.1\r\nContent-Length: 20\r\n\r\n<title>Hello</title>',
        ),
      )
    })
    const full = JSON.parse((await scan('--ports', web.port, '--json')).out)
    expect(full.http).toMatchObject([{ port: web.port, status: 200, title: 'Hello' }])
    const { code, out } = await scan('--ports', web.port, '--json', '--no-http')
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({ http: [], services: [{ product: 'nginx' }] })
  })

  it('tells what it would do and sends no packet', async () => {
    const before = ssh.connections()
    const { code, out, err } = await scan('--ports', ssh.port, '--dry-run')
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toMatch(/^address +127\.0\.0\.21\nports +1 TCP of each address, profile normal$/m)
    expect(out).toMatch(/^verdict +allowed$/m)
    const told = await scan('--ports', '1-10', '--udp', 'top20', '--dry-run', '--json')
    expect(JSON.parse(told.out)).toMatchObject({ tcpPorts: 10, udpPorts: 20, verdict: 'allowed' })
    const refused = await runProgram([launcher, 'scan', '224.0.0.1', '--dry-run'])
    expect(refused.code).toBe(1)
    expect(refused.out).toMatch(/^verdict +refused: /m)
    expect(ssh.connections()).toBe(before)
  })

  it('leaves alone what is on the never-scan list', async () => {
    const file = join(folder, 'never.txt')
    await writeFile(file, '# ours\n127.0.0.16/28 until=2999-01-01 the owner asked\n')
    const before = ssh.connections()
    const { code, out } = await scan('--ports', ssh.port, '--never', file)
    expect(code).toBe(1)
    expect(out).toContain('never-scan list: the owner asked')
    expect(ssh.connections()).toBe(before)
    await rm(file)
  })

  it('scans only the addresses of one family when it is told to', async () => {
    const words = ['localhost', '-4', '--ports', '1', '--json']
    const { code, out } = await runProgram([launcher, 'scan', ...words])
    const { addresses } = JSON.parse(out)
    expect(code).toBe(0)
    expect(addresses).toEqual([{ address: '127.0.0.1', family: 4 }])
  })

  it('ends after --timeout with what it has', async () => {
    const { code, out } = await scan('--ports', `${ssh.port},${mute.port}`, '--timeout', '1s')
    expect(code).toBe(2)
    expect(out).toMatch(/2 open of 2 in .+; cut short: the time was up/)
  })

  it('exits with 3 from the severity of --findings on', async () => {
    const ports = ['--ports', telnet.port]
    expect((await scan(...ports, '--findings', 'high')).code).toBe(3)
    expect((await scan(...ports, '--findings', 'low')).code).toBe(3)
    expect((await scan(...ports, '--findings', 'critical')).code).toBe(0)
    expect((await scan(...ports)).code).toBe(0)
  })

  it('exits with 1 when there is nothing that may be scanned', async () => {
    const { code, out } = await runProgram([launcher, 'scan', '224.0.0.1', '--ports', '80'])
    expect(code).toBe(1)
    expect(out).toMatch(/224\.0\.0\.1 was skipped: .*\n/)
    expect(out).toContain('refused: no address of the target may be scanned')
  })
})
