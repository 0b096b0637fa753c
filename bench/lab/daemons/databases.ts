import { execFileSync } from 'node:child_process'
import { appendFileSync, cpSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { defineDaemon } from './define-daemon.ts'

/** Where Debian keeps the programs of the newest PostgreSQL; '' without one. */
function postgresFolder(): string {
  try {
    const versions = readdirSync('/usr/lib/postgresql').toSorted((a, b) => Number(a) - Number(b))
    return `/usr/lib/postgresql/${versions.at(-1)}/bin`
  } catch {
    return ''
  }
}

/** Databases, caches, directories. */
export const databaseDaemons = [
  defineDaemon({
    id: 'redis',
    package: 'redis-server',
    program: '/usr/bin/redis-server',
    prepare: () => ({
      words: ['--bind', '0.0.0.0', '--protected-mode', 'no', '--save', '', '--port', '6379'],
    }),
    expected: [{ port: 6379, name: 'redis', product: 'Redis', version: 'package' }],
  }),
  defineDaemon({
    id: 'postgresql',
    package: 'postgresql-15',
    program: `${postgresFolder()}/postgres`,
    prepare({ folder, chainFile, keyFile }) {
      const data = join(folder, 'data')
      execFileSync('chown', ['postgres', folder])
      const asPostgres = ['--reuid=postgres', '--regid=postgres', '--init-groups']
      const initdb = [`${postgresFolder()}/initdb`, '-D', data, '-A', 'trust', '--no-sync']
      execFileSync('setpriv', [...asPostgres, ...initdb], { cwd: folder, stdio: 'ignore' })
      cpSync(keyFile, join(folder, 'key.pem'))
      execFileSync('chown', ['postgres', join(folder, 'key.pem')])
      execFileSync('chmod', ['600', join(folder, 'key.pem')])
      appendFileSync(
        join(data, 'postgresql.conf'),
        `listen_addresses = '*'\nunix_socket_directories = '${folder}'\nssl = on\nssl_cert_file = '${chainFile}'\nssl_key_file = '${folder}/key.pem'\n`,
      )
      writeFileSync(join(data, 'pg_hba.conf'), 'host all all all scram-sha-256\n')
      return { words: ['-D', data], user: 'postgres' }
    },
    expected: [{ port: 5432, name: 'postgresql', product: 'PostgreSQL' }],
  }),
  defineDaemon({
    id: 'mariadb',
    package: 'mariadb-server',
    program: '/usr/sbin/mariadbd',
    prepare({ folder }) {
      const data = join(folder, 'data')
      execFileSync('chown', ['mysql', folder])
      const words = ['--no-defaults', '--user=mysql', `--datadir=${data}`, '--skip-test-db']
      execFileSync('mariadb-install-db', words, { stdio: 'ignore' })
      return {
        words: [
          '--no-defaults',
          '--user=mysql',
          `--datadir=${data}`,
          '--bind-address=0.0.0.0',
          `--socket=${folder}/socket`,
          `--pid-file=${folder}/pid`,
        ],
      }
    },
    // The server answers from loopback, where root may log in.
    expected: [{ port: 3306, name: 'mysql', product: 'MariaDB', version: 'package' }],
  }),
  defineDaemon({
    id: 'memcached',
    package: 'memcached',
    program: '/usr/bin/memcached',
    prepare: () => ({ words: ['-u', 'nobody', '-l', '0.0.0.0'] }),
    expected: [{ port: 11_211, name: 'memcached', product: 'memcached', version: 'package' }],
  }),
  defineDaemon({
    id: 'slapd',
    package: 'slapd',
    program: '/usr/sbin/slapd',
    prepare({ folder }) {
      writeFileSync(
        join(folder, 'slapd.conf'),
        `include /etc/ldap/schema/core.schema\nmodulepath /usr/lib/ldap\nmoduleload back_mdb\npidfile ${folder}/pid
database mdb\nsuffix "dc=lab,dc=test"\ndirectory ${folder}\n`,
      )
      return {
        words: ['-d', '0', '-h', 'ldap:/// ldaps:///', '-f', join(folder, 'slapd.conf')],
      }
    },
    expected: [
      { port: 389, name: 'ldap', product: 'OpenLDAP' },
      // Without a key the handshake fails: TLS is seen, and what is inside cannot be.
      { port: 636, name: 'tls', tunnel: 'none', isMute: true },
    ],
  }),
] as const
