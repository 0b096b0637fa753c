import { describe, expect, it } from 'vitest'
import { makeTestCertificate, type TestCertificate } from './test-certificate.ts'
import { type DaemonOptions, isInstalled, startDaemon } from './test-daemon.ts'
import { examine } from './test-examination.ts'
import { hasSslscan, runSslscan, sortSuites, toSuitesByVersion } from './test-sslscan.ts'

const rsa = makeTestCertificate({
  commonName: 'host.example',
  key: ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048'],
})
const ecdsa = makeTestCertificate({ commonName: 'host.example' })

type Place = { readonly port: number; readonly folder: string }

type Case = {
  readonly title: string
  readonly command: string
  readonly describe: (place: Place) => DaemonOptions
}

function openssl(title: string, identity: TestCertificate, ...args: readonly string[]): Case {
  const command = 'openssl'
  return {
    title: `openssl s_server, ${title}`,
    command,
    describe: ({ port }) => ({
      command,
      files: { 'cert.pem': identity.cert, 'key.pem': identity.key },
      args: [
        's_server',
        '-quiet',
        '-accept',
        `127.0.0.1:${port}`,
        '-cert',
        'cert.pem',
        '-key',
        'key.pem',
        ...args,
      ],
    }),
  }
}

function nginx(title: string, ...settings: readonly string[]): Case {
  const command = 'nginx'
  return {
    title: `nginx, ${title}`,
    command,
    describe: ({ port, folder }) => ({
      command,
      files: {
        'cert.pem': rsa.cert,
        'key.pem': rsa.key,
        'nginx.conf': [
          'daemon off; master_process off; worker_processes 1; pid nginx.pid; error_log stderr crit;',
          'events {} http { access_log off; server {',
          `listen 127.0.0.1:${port} ssl; ssl_certificate cert.pem; ssl_certificate_key key.pem;`,
          ...settings.map((setting) => `${setting};`),
          '} }',
        ].join('\n'),
      },
      args: ['-p', folder, '-c', 'nginx.conf', '-e', 'stderr'],
    }),
  }
}

function stunnel(title: string, ...settings: readonly string[]): Case {
  const command = 'stunnel4'
  return {
    title: `stunnel, ${title}`,
    command,
    describe: ({ port, folder }) => ({
      command,
      files: {
        'cert.pem': rsa.cert + rsa.key,
        'stunnel.conf': [
          'foreground = yes',
          'pid =',
          'syslog = no',
          '[tls]',
          `accept = 127.0.0.1:${port}`,
          'connect = 127.0.0.1:9',
          `cert = ${folder}/cert.pem`,
          ...settings,
        ].join('\n'),
      },
      args: [`${folder}/stunnel.conf`],
    }),
  }
}

const every = 'ALL:COMPLEMENTOFALL:@SECLEVEL=0'
const preferred =
  'ECDHE-RSA-AES128-SHA:AES256-SHA:DHE-RSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384'

const cases: readonly Case[] = [
  openssl('as it is', rsa),
  openssl('everything', rsa, '-cipher', every, '-no_tls1_3'),
  openssl('everything in its own order', rsa, '-cipher', every, '-serverpref'),
  openssl('an order that nobody guesses', rsa, '-cipher', preferred, '-serverpref', '-tls1_2'),
  openssl('an ECDSA key', ecdsa, '-serverpref'),
  openssl('TLS 1.1', rsa, '-tls1_1', '-cipher', every),
  openssl(
    'TLS 1.3',
    rsa,
    '-tls1_3',
    '-ciphersuites',
    'TLS_AES_128_CCM_SHA256:TLS_AES_128_GCM_SHA256',
  ),
  nginx(
    'all versions in its own order',
    'ssl_protocols TLSv1 TLSv1.1 TLSv1.2 TLSv1.3',
    'ssl_ciphers ALL:@SECLEVEL=0',
    'ssl_prefer_server_ciphers on',
  ),
  nginx(
    'of Mozilla’s intermediate profile',
    'ssl_protocols TLSv1.2 TLSv1.3',
    'ssl_ciphers ECDHE+AESGCM:ECDHE+CHACHA20',
  ),
  stunnel('as it is'),
  stunnel('old', 'sslVersionMin = TLSv1', 'securityLevel = 0', 'ciphers = HIGH'),
]

describe.runIf(hasSslscan)(
  'examineTls() finds the versions and suites that sslscan finds on',
  () => {
    const possible = cases.filter(({ command }) => isInstalled(command))

    it.concurrent.each(possible)('$title', async ({ describe }) => {
      await using daemon = await startDaemon(describe)
      const { versions, isComplete } = await examine(daemon.port)
      // The questions that have nothing to do with suites are left out, for time.
      const options = ['--no-renegotiation', '--no-heartbleed', '--no-fallback', '--no-groups']
      const { suites } = await runSslscan(`127.0.0.1:${daemon.port}`, options)
      expect(sortSuites(toSuitesByVersion(versions))).toEqual(sortSuites(suites))
      expect(isComplete).toBe(true)
      for (const { version, order, suites: own } of versions) {
        if (order === 'server') expect(own.map(({ code }) => code)).toEqual(suites[version])
      }
    })
  },
)
