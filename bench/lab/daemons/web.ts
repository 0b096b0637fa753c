import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { defineDaemon } from './define-daemon.ts'

/** Web servers, proxies and what speaks HTTP. */
export const webDaemons = [
  defineDaemon({
    id: 'nginx',
    package: 'nginx',
    program: '/usr/sbin/nginx',
    prepare({ folder, chainFile, keyFile }) {
      const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
      const paths = temporary.map((name) => `${name}_temp_path ${folder}/${name};`).join('\n')
      writeFileSync(
        join(folder, 'nginx.conf'),
        `daemon off; pid ${folder}/pid; error_log ${folder}/error.log; events {}
        http { access_log off; ${paths}
          server { listen 80; return 200 "<title>Lab</title>"; }
          server { listen 443 ssl http2; return 200 "<title>Lab</title>";
            ssl_certificate ${chainFile}; ssl_certificate_key ${keyFile}; } }`,
      )
      return { words: ['-c', join(folder, 'nginx.conf')] }
    },
    expected: [
      { port: 80, name: 'http', product: 'nginx', version: 'package' },
      { port: 443, name: 'http', tunnel: 'tls', product: 'nginx', version: 'package' },
    ],
  }),
  defineDaemon({
    id: 'apache',
    package: 'apache2',
    program: '/usr/sbin/apache2',
    prepare({ folder }) {
      const modules = ['mpm_event', 'authz_core', 'dir']
      const lines = modules.map(
        (name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`,
      )
      writeFileSync(
        join(folder, 'apache.conf'),
        [
          ...lines,
          `ServerRoot ${folder}`,
          'ServerName lab.test',
          'Listen 8080',
          `PidFile ${folder}/pid`,
          'User www-data',
          'Group www-data',
          `ErrorLog ${folder}/error.log`,
          `DocumentRoot ${folder}`,
        ].join('\n'),
      )
      return { words: ['-f', join(folder, 'apache.conf'), '-DFOREGROUND'] }
    },
    expected: [{ port: 8080, name: 'http', product: 'Apache httpd', version: 'package' }],
  }),
  defineDaemon({
    id: 'lighttpd',
    package: 'lighttpd',
    program: '/usr/sbin/lighttpd',
    prepare({ folder }) {
      const file = join(folder, 'lighttpd.conf')
      writeFileSync(file, `server.port = 8081\nserver.document-root = "${folder}"\n`)
      return { words: ['-D', '-f', file] }
    },
    expected: [{ port: 8081, name: 'http', product: 'lighttpd', version: 'package' }],
  }),
  defineDaemon({
    id: 'haproxy',
    package: 'apache2',
    program: '/usr/sbin/haproxy',
    prepare({ folder, chainFile, keyFile }) {
      const pem = join(folder, 'all.pem')
      writeFileSync(pem, readFileSync(keyFile, 'utf8') + readFileSync(chainFile, 'utf8'))
      writeFileSync(
        join(folder, 'haproxy.cfg'),
        `defaults\n mode http\n timeout connect 5s\n timeout client 10s\n timeout server 10s
frontend f\n bind *:8443 ssl crt ${pem}\n default_backend b\nbackend b\n server s 127.0.0.1:8080\n`,
      )
      return { words: ['-f', join(folder, 'haproxy.cfg')] }
    },
    // The front says nothing of itself: what is seen is the server behind it.
    expected: [
      { port: 8443, name: 'http', tunnel: 'tls', product: 'Apache httpd', version: 'package' },
    ],
  }),
  defineDaemon({
    id: 'squid',
    package: 'squid',
    program: '/usr/sbin/squid',
    prepare({ folder }) {
      const file = join(folder, 'squid.conf')
      writeFileSync(
        file,
        `http_port 3128\nhttp_access deny all\ncache deny all\npid_filename none
cache_log ${folder}/cache.log\naccess_log none\ncoredump_dir ${folder}\nshutdown_lifetime 0 seconds\n`,
      )
      return { words: ['-N', '-f', file] }
    },
    expected: [{ port: 3128, name: 'http-proxy', product: 'Squid', version: 'package' }],
  }),
  defineDaemon({
    id: 'etcd',
    package: 'etcd-server',
    program: '/usr/bin/etcd',
    prepare({ folder }) {
      return {
        words: [
          '--data-dir',
          join(folder, 'data'),
          '--listen-client-urls',
          'http://0.0.0.0:2379',
          '--advertise-client-urls',
          'http://127.0.0.1:2379',
          '--listen-peer-urls',
          'http://127.0.0.1:2380',
          '--log-level',
          'error',
        ],
      }
    },
    expected: [{ port: 2379, name: 'http', product: 'etcd', version: 'package' }],
  }),
  defineDaemon({
    id: 'cups',
    package: 'cups',
    program: '/usr/sbin/cupsd',
    prepare({ folder }) {
      for (const name of ['spool', 'cache', 'state']) mkdirSync(join(folder, name))
      writeFileSync(
        join(folder, 'cupsd.conf'),
        'Listen 0.0.0.0:631\nServerTokens Full\nDefaultAuthType None\n<Location />\nAllow all\n</Location>\n',
      )
      writeFileSync(
        join(folder, 'cups-files.conf'),
        `ServerRoot ${folder}\nRequestRoot ${folder}/spool\nCacheDir ${folder}/cache\nStateDir ${folder}/state
ErrorLog ${folder}/error.log\nAccessLog ${folder}/access.log\nTempDir ${folder}/spool\n`,
      )
      return {
        words: ['-f', '-c', join(folder, 'cupsd.conf'), '-s', join(folder, 'cups-files.conf')],
      }
    },
    expected: [{ port: 631, name: 'ipp', product: 'CUPS' }],
  }),
] as const
