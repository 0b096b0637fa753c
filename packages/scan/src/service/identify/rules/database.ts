import { type RuleRow } from '../software-rules.ts'

/** Software told by databases and caches. */
export const databaseRules: readonly RuleRow[] = [
  ['mysql.version', /^(?:5\.5\.5-)?(?<version>\d[\d.]*)-MariaDB/, 'MariaDB', 'mariadb:mariadb'],
  ['mysql.version', /^MariaDB$/, 'MariaDB', 'mariadb:mariadb'],
  ['mysql.version', /^(?<version>\d[\d.]*)-TiDB/, 'TiDB', 'pingcap:tidb'],
  ['mysql.version', /^(?<version>\d[\d.]*)/, 'MySQL', 'oracle:mysql'],
  ['mysql.version', /^MySQL$/, 'MySQL', 'oracle:mysql'],
  ['postgresql.product', /^postgresql$/, 'PostgreSQL', 'postgresql:postgresql'],
  ['postgresql.product', /^pgbouncer$/, 'PgBouncer', 'pgbouncer:pgbouncer'],
  ['redis.product', /^redis(?: (?<version>\d[\d.]*))?$/, 'Redis', 'redis:redis'],
  ['redis.product', /^valkey(?: (?<version>\d[\d.]*))?$/, 'Valkey', 'lfprojects:valkey'],
  ['redis.product', /^dragonfly(?: (?<version>\d[\d.]*))?$/, 'Dragonfly', 'dragonflydb:dragonfly'],
  ['redis.product', /^keydb(?: (?<version>\d[\d.]*))?$/, 'KeyDB', 'snapchat:keydb'],
  [
    'mongodb.version',
    /^percona (?<version>\d[\d.]*(?:-\d+)?)/,
    'Percona Server for MongoDB',
    'percona:percona_server_for_mongodb',
  ],
  ['mongodb.version', /^ferretdb (?<version>\d[\d.]*)/, 'FerretDB', 'ferretdb:ferretdb'],
  ['mongodb.version', /^(?<version>\d[\d.]*)?/, 'MongoDB', 'mongodb:mongodb'],
  ['memcached.version', /^(?<version>\d[\d.]*)?/, 'memcached', 'memcached:memcached'],
]
