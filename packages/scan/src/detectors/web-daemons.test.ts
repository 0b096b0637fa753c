import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { describe, expect, it } from 'vitest'

import { judgeHttp, judgeService } from '../findings/judge.ts'
import { examineHttp } from '../http/examine-http.ts'
import { toHttpTarget } from '../http/test-http-target.ts'
import { detectService } from '../service/detect-service.ts'
import { type DetectedService } from '../service/service-port.ts'
import { toTestTarget } from '../service/test-target.ts'
import { makeTestCertificate } from '../tls/test-certificate.ts'
import { examine, freePort, hasProgram, startDaemon, versionOf } from './test-daemon.ts'

/** Ground truth is what the daemon says of itself on the command line. */
describe('web servers', () => {
  it.runIf(hasProgram('nginx'))('nginx: its page, its listing, h2 by ALPN', async () => {
    const securePort = await freePort()
    await using daemon = await startDaemon('nginx', (folder, port) =>
      prepareNginx(folder, port, securePort),
    )
    const version = versionOf('nginx', ['-v'], /nginx\/([\d.]+)/)
    const named = { serverName: 'host.example' }
    const plain = await examineHttp(toHttpTarget(daemon.port, named))
    expect(plain).toMatchObject({
      status: 200,
      title: 'Index of /',
      redirects: [],
      robots: { status: 200, disallow: ['/secret'] },
      withoutName: { isSame: true },
    })
    expect(plain?.technologies).toMatchObject([{ name: 'nginx', version }])
    expect(plain && judgeHttp(plain).map(({ id }) => id)).toEqual(['directory-listing'])
    const secure = await examineHttp(toHttpTarget(securePort, { ...named, tunnel: 'tls' }))
    expect(secure?.protocols).toEqual(['http/1.1', 'h2'])
    expect(secure).toMatchObject({ title: 'Safe', cookies: [{ name: 'sid', isSecure: false }] })
    expect(secure && judgeHttp(secure).map(({ id }) => id)).toEqual([
      'hsts-missing',
      'cookie-not-secure',
      'cookie-not-http-only',
    ])
  })

  it.runIf(hasProgram('apache2'))('Apache httpd: its methods and WebDAV', async () => {
    await using daemon = await startDaemon('apache2', prepareApache)
    const version = versionOf('apache2', ['-v'], /Apache\/([\d.]+)/)
    const { service } = await examine(daemon.port)
    expect(service).toMatchObject({ name: 'http', product: 'Apache httpd', version })
    const http = await examineHttp(toHttpTarget(daemon.port))
    expect(http).toMatchObject({ status: 200, title: 'Ours', dav: '1,2' })
    expect(http?.methods).toContain('TRACE')
    expect(http && judgeHttp(http).map(({ id }) => id)).toEqual(['http-trace', 'webdav'])
  })

  it.runIf(hasProgram('lighttpd'))('lighttpd', async () => {
    await using daemon = await startDaemon('lighttpd', (folder, port) => {
      const file = join(folder, 'lighttpd.conf')
      writeFileSync(
        file,
        `server.bind = "127.0.0.1"\nserver.port = ${port}\nserver.document-root = "${folder}"\n`,
      )
      return ['-D', '-f', file]
    })
    const version = versionOf('lighttpd', ['-v'], /lighttpd\/([\d.]+)/)
    const { service } = await examine(daemon.port)
    expect(service).toMatchObject({ name: 'http', product: 'lighttpd', version })
    expect(await examineHttp(toHttpTarget(daemon.port))).toMatchObject({ status: 403 })
  })

  it.runIf(hasProgram('haproxy') && hasProgram('apache2'))(
    'Apache httpd behind the TLS of HAProxy',
    async () => {
      await using backend = await startDaemon('apache2', prepareApache)
      await using front = await startDaemon('haproxy', (folder, port) => {
        const { cert, key } = makeTestCertificate({ commonName: 'host.example' })
        writeFileSync(join(folder, 'all.pem'), cert + key)
        const file = join(folder, 'haproxy.cfg')
        writeFileSync(
          file,
          `defaults\n mode http\n timeout connect 5s\n timeout client 10s\n timeout server 10s
frontend f\n bind 127.0.0.1:${port} ssl crt ${folder}/all.pem\n default_backend b
backend b\n server s 127.0.0.1:${backend.port}\n`,
        )
        return ['-db', '-f', file]
      })
      const { service } = await examine(front.port)
      const version = versionOf('apache2', ['-v'], /Apache\/([\d.]+)/)
      expect(service).toMatchObject({ tunnel: 'tls', product: 'Apache httpd', version })
      const http = await examineHttp(toHttpTarget(front.port, { tunnel: 'tls' }))
      expect(http).toMatchObject({ tunnel: 'tls', title: 'Ours' })
    },
  )
})

describe('products over HTTP', () => {
  it.runIf(hasProgram('etcd'))(
    'etcd',
    async () => {
      const peerPort = await freePort()
      await using daemon = await startDaemon('etcd', (folder, port) => [
        '--data-dir',
        join(folder, 'data'),
        '--listen-client-urls',
        `http://127.0.0.1:${port}`,
        '--advertise-client-urls',
        `http://127.0.0.1:${port}`,
        '--listen-peer-urls',
        `http://127.0.0.1:${peerPort}`,
      ])
      const version = versionOf('etcd', ['--version'], /etcd Version: ([\d.]+)/)
      const { service } = await examineAs(daemon.port, 2379)
      expect(service).toMatchObject({ name: 'http', product: 'etcd', version })
      expect(judgeService(service)).toMatchObject([{ id: 'etcd-open', severity: 'high' }])
    },
    20_000,
  )

  it.runIf(hasProgram('squid'))(
    'Squid: a proxy that does not ask who comes',
    async () => {
      await using daemon = await startDaemon('squid', prepareSquid)
      const version = versionOf('squid', ['-v'], /Version ([\d.]+)/)
      const { service } = await examine(daemon.port)
      expect(service).toMatchObject({ name: 'http-proxy', product: 'Squid', version })
      expect(judgeService(service).map(({ id }) => id)).toEqual(['http-proxy-open'])
    },
    20_000,
  )

  it.runIf(hasProgram('prometheus-node-exporter'))('node exporter', async () => {
    await using daemon = await startDaemon('prometheus-node-exporter', (_, port) => [
      `--web.listen-address=127.0.0.1:${port}`,
      '--collector.disable-defaults',
    ])
    const version = versionOf('prometheus-node-exporter', ['--version'], /version ([\d.]+)/)
    const { service } = await examine(daemon.port)
    expect(service).toMatchObject({
      product: 'Prometheus Node Exporter',
      version,
      isAnonymousAllowed: true,
    })
  })

  it.runIf(hasProgram('prometheus'))('Prometheus', async () => {
    await using daemon = await startDaemon('prometheus', (folder, port) => {
      writeFileSync(join(folder, 'prometheus.yml'), 'global: {}\n')
      return [
        `--config.file=${folder}/prometheus.yml`,
        `--storage.tsdb.path=${folder}/data`,
        `--web.listen-address=127.0.0.1:${port}`,
      ]
    })
    const version = versionOf('prometheus', ['--version'], /version ([\d.]+)/)
    const { service } = await examine(daemon.port)
    expect(service).toMatchObject({ product: 'Prometheus', version, isAnonymousAllowed: true })
  })
})

/** The port stands for the usual one; the connections go to that of the test. */
function examineAs(port: number, usualPort: number): Promise<DetectedService> {
  return detectService({ ...toTestTarget(port, { serverName: 'host.example' }), port: usualPort })
}

function prepareNginx(folder: string, port: number, securePort: number): readonly string[] {
  const { cert, key } = makeTestCertificate({ commonName: 'host.example' })
  writeFileSync(join(folder, 'cert.pem'), cert)
  writeFileSync(join(folder, 'key.pem'), key)
  mkdirSync(join(folder, 'site'))
  writeFileSync(join(folder, 'site', 'robots.txt'), 'User-agent: *\nDisallow: /secret\n')
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
  const paths = temporary.map((name) => `${name}_temp_path ${folder}/${name};`).join('\n')
  // As root its workers would be another user, who may not read the folder.
  const user = process.getuid?.() === 0 ? 'user root;' : ''
  writeFileSync(
    join(folder, 'nginx.conf'),
    `daemon off; ${user} pid ${folder}/pid; error_log ${folder}/error.log; events {}
    http { access_log off; ${paths}
      server { listen 127.0.0.1:${port}; root ${folder}/site; autoindex on; }
      server { listen 127.0.0.1:${securePort} ssl http2; default_type text/html;
        add_header Set-Cookie "sid=1"; return 200 "<title>Safe</title>";
        ssl_certificate ${folder}/cert.pem; ssl_certificate_key ${folder}/key.pem; } }`,
  )
  return ['-c', join(folder, 'nginx.conf')]
}

function prepareApache(folder: string, port: number): readonly string[] {
  writeFileSync(join(folder, 'index.html'), '<title>Ours</title>')
  const modules = ['mpm_event', 'authz_core', 'dir', 'dav', 'dav_fs']
  const user = process.getuid?.() === 0 ? 'User www-data\nGroup www-data' : ''
  const lines = modules.map(
    (name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`,
  )
  writeFileSync(
    join(folder, 'apache.conf'),
    `ServerName host.example\nListen 127.0.0.1:${port}\nPidFile ${folder}/pid\n${lines.join('\n')}
${user}\nErrorLog ${folder}/error.log\nDocumentRoot ${folder}\nDavLockDB ${folder}/lock
<Directory ${folder}>\nDav On\nDirectoryCheckHandler On\n</Directory>\nTraceEnable on\n`,
  )
  // The workers are another user.
  chmodSync(folder, 0o755)
  return ['-f', join(folder, 'apache.conf'), '-DFOREGROUND']
}

function prepareSquid(folder: string, port: number): readonly string[] {
  const file = join(folder, 'squid.conf')
  writeFileSync(
    file,
    `http_port 127.0.0.1:${port}\nvisible_hostname host.example\nhttp_access deny all\ncache deny all
pid_filename ${folder}/pid\ncache_log ${folder}/log\naccess_log none\nshutdown_lifetime 0 seconds\n`,
  )
  chmodSync(folder, 0o777)
  return ['-N', '-f', file]
}
