import { parseArgs } from 'node:util'
import { createBudget } from '../packages/scan/src/budget/budget.ts'
import { detectors } from '../packages/scan/src/detectors/index.ts'
import { openDialogue } from '../packages/scan/src/dialogue/open-dialogue.ts'
import { profiles } from '../packages/scan/src/profile.ts'
import { createScope } from '../packages/scan/src/scope/scope.ts'
import { type TlsTarget } from '../packages/scan/src/service/service-port.ts'
import { examineTls } from '../packages/scan/src/tls/examine-tls.ts'
import { makeTestCertificate } from '../packages/scan/src/tls/test-certificate.ts'
import { startDaemon, type TestDaemon } from '../packages/scan/src/tls/test-daemon.ts'
import {
  runSslscan,
  sortSuites,
  type SuitesByVersion,
  toSuitesByVersion,
} from '../packages/scan/src/tls/test-sslscan.ts'

/**
 * Seconds to lay the TLS of a port open, against sslscan with its own defaults on the same port, by
 * turns; and whether both find the same versions and suites. Starts nginx and OpenSSL's server here
 * when no place is named; a round trip of 50 ms shows more than a loopback.
 *
 *     node bench/tls.ts [address:port [name]] [--starttls smtp] [--rounds 3] [--width 6]
 */
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { starttls: { type: 'string' }, rounds: { type: 'string' }, width: { type: 'string' } },
})
const [place, name] = positionals
const rounds = Number(values.rounds ?? 3)
const width = Number(values.width ?? profiles.normal.tlsWidth)

if (place === undefined) await compareOwnServers()
else await compare(place, place)

async function compareOwnServers(): Promise<void> {
  await using nginx = await startNginx()
  await using openssl = await startOpenSsl()
  await compare('nginx', `127.0.0.1:${nginx.port}`)
  await compare('openssl s_server', `127.0.0.1:${openssl.port}`)
}

async function compare(title: string, at: string): Promise<void> {
  const seconds = { ours: [] as number[], theirs: [] as number[] }
  const connections: number[] = []
  let isSame = true
  for (let round = 0; round < rounds; round += 1) {
    const ours = await examineOnce(at)
    const theirs = await runSslscan(at, sslscanOptions())
    seconds.ours.push(ours.milliseconds / 1_000)
    seconds.theirs.push(theirs.milliseconds / 1_000)
    connections.push(ours.connections)
    isSame &&= isEqual(ours.suites, theirs.suites)
  }
  const [ours, theirs] = [median(seconds.ours), median(seconds.theirs)]
  process.stdout.write(
    `${title}: seconds (median of ${rounds} rounds by turns)\n` +
      `ours     ${ours.toFixed(2)} with ${median(connections)} connections, ${width} at once\n` +
      `sslscan  ${theirs.toFixed(2)}\nratio    ${(ours / theirs).toFixed(3)}\n` +
      `versions and suites ${isSame ? 'equal' : 'DIFFER'}\n`,
  )
}

type Run = {
  readonly milliseconds: number
  readonly connections: number
  readonly suites: SuitesByVersion
}

async function examineOnce(at: string): Promise<Run> {
  const start = performance.now()
  const endpoint = await examineTls(toTarget(at))
  if (!endpoint) throw new Error(`${at} has no TLS`)
  const { connections, versions } = endpoint
  return {
    milliseconds: performance.now() - start,
    connections,
    suites: toSuitesByVersion(versions),
  }
}

function toTarget(at: string): TlsTarget {
  const { hostname: address, port } = new URL(`tcp://${at}`)
  const signal = AbortSignal.timeout(60_000)
  const scope = createScope({ privateAddresses: 'allow' })
  const limits = { maxConcurrentPerEndpoint: width, maxConnectionsPerEndpoint: 250 }
  const endpoint = { address, port: Number(port), scope, signal, budget: createBudget(limits) }
  const startTls = detectors.find(({ id }) => id === values.starttls)?.startTls
  return {
    address,
    port: Number(port),
    serverName: name ?? null,
    tunnel: startTls ? 'starttls' : 'tls',
    ...(startTls ? { startTls } : {}),
    width,
    others: [],
    trustAnchors: [],
    signal,
    openDialogue: async (dialogue) => await openDialogue(endpoint, dialogue),
  }
}

function sslscanOptions(): readonly string[] {
  const protocol = values.starttls?.replace('postgresql', 'psql')
  return [
    ...(name === undefined ? [] : [`--sni-name=${name}`]),
    ...(protocol === undefined ? [] : [`--starttls-${protocol}`]),
  ]
}

function isEqual(ours: SuitesByVersion, theirs: SuitesByVersion): boolean {
  return JSON.stringify(sortSuites(ours)) === JSON.stringify(sortSuites(theirs))
}

function makeIdentity() {
  const key = ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048']
  const { cert, key: secret } = makeTestCertificate({ commonName: 'host.example', key })
  return { 'cert.pem': cert, 'key.pem': secret }
}

async function startNginx(): Promise<TestDaemon> {
  const files = makeIdentity()
  return await startDaemon(({ port, folder }) => {
    const settings = [
      'daemon off; master_process off; pid nginx.pid; error_log stderr crit; events {}',
      `http { access_log off; server { listen 127.0.0.1:${port} ssl;`,
      'ssl_certificate cert.pem; ssl_certificate_key key.pem; } }',
    ]
    const args = ['-p', folder, '-c', 'nginx.conf', '-e', 'stderr']
    return { command: 'nginx', files: { ...files, 'nginx.conf': settings.join('\n') }, args }
  })
}

async function startOpenSsl(): Promise<TestDaemon> {
  const files = makeIdentity()
  return await startDaemon(({ port }) => {
    const identity = ['-cert', 'cert.pem', '-key', 'key.pem']
    const args = ['s_server', '-quiet', '-accept', `127.0.0.1:${port}`, ...identity]
    return { command: 'openssl', files, args }
  })
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN
}
