import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { describe, expect, it } from 'vitest'

import { makeTestCertificate } from '../tls/test-certificate.ts'
import { examine, freePort, hasProgram, startDaemon, versionOf } from './test-daemon.ts'

/** Ground truth is what the daemon says of itself on the command line. */
describe('detectService() on real daemons', () => {
  it.runIf(hasProgram('nginx'))('names nginx and its version, plain and in TLS', async () => {
    const securePort = await freePort()
    await using plain = await startDaemon('nginx', (folder, port) => {
      return prepareNginx(folder, port, securePort)
    })
    const version = versionOf('nginx', ['-v'], /nginx\/([\d.]+)/)
    expect((await examine(plain.port)).service).toMatchObject({ product: 'nginx', version })
    const secure = await examine(securePort)
    expect(secure.service).toMatchObject({ name: 'http', tunnel: 'tls', product: 'nginx', version })
    expect(secure.tls[0]?.chain[0]?.subjectCommonName).toBe('host.example')
  })

  it.runIf(hasProgram('sshd'))('names OpenSSH, its version and its lists', async () => {
    await using daemon = await startDaemon('sshd', prepareSshd)
    const version = versionOf('ssh', ['-V'], /OpenSSH_([\w.]+)/)
    const { service } = await examine(daemon.port)
    expect(service).toMatchObject({ name: 'ssh', product: 'OpenSSH', version, method: 'banner' })
    expect(service.extra['kexAlgorithms']).toContain('curve25519-sha256')
    expect(service.extra['hasshServer']).toMatch(/^[0-9a-f]{32}$/)
  })

  it.runIf(hasProgram('redis-server'))(
    'names Redis and its version',
    async () => {
      await using daemon = await startDaemon('redis-server', (_, port) => {
        return ['--port', String(port), '--bind', '127.0.0.1', '--save', '']
      })
      const version = versionOf('redis-server', ['--version'], /v=([\d.]+)/)
      expect((await examine(daemon.port)).service).toMatchObject({ product: 'Redis', version })
    },
    15_000,
  )

  it.runIf(hasProgram('memcached'))(
    'names memcached and its version',
    async () => {
      await using daemon = await startDaemon('memcached', (_, port) => {
        return ['-u', 'nobody', '-l', '127.0.0.1', '-p', String(port)]
      })
      const version = versionOf('memcached', ['--version'], /memcached ([\d.]+)/)
      expect((await examine(daemon.port)).service).toMatchObject({ product: 'memcached', version })
    },
    15_000,
  )
})

function prepareNginx(folder: string, port: number, securePort: number): readonly string[] {
  const { cert, key } = makeTestCertificate({ commonName: 'host.example' })
  writeFileSync(join(folder, 'cert.pem'), cert)
  writeFileSync(join(folder, 'key.pem'), key)
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
  const paths = temporary.map((name) => `${name}_temp_path ${folder}/${name};`).join('\n')
  writeFileSync(
    join(folder, 'nginx.conf'),
    `daemon off; pid ${folder}/pid; error_log ${folder}/error.log; events {}
    http { access_log off; ${paths}
      server { listen 127.0.0.1:${port}; return 200 "hello"; }
      server { listen 127.0.0.1:${securePort} ssl; return 200 "hello";
        ssl_certificate ${folder}/cert.pem; ssl_certificate_key ${folder}/key.pem; } }`,
  )
  return ['-c', join(folder, 'nginx.conf')]
}

function prepareSshd(folder: string, port: number): readonly string[] {
  const key = join(folder, 'key')
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key])
  // As root, sshd wants its empty folder, which its service would otherwise make.
  if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true })
  const options = [`Port=${port}`, 'ListenAddress=127.0.0.1', `HostKey=${key}`, 'PidFile=none']
  return ['-D', '-e', '-f', '/dev/null', ...options.flatMap((option) => ['-o', option])]
}
