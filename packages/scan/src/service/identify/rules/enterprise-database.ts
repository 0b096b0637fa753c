import { type RuleRow } from '../software-rules.ts'

/** Software told by databases and logs of larger houses. */
export const enterpriseDatabaseRules: readonly RuleRow[] = [
  ...Object.entries({
    8: '2000',
    9: '2005',
    '10\\.0': '2008',
    '10\\.50': '2008 R2',
    11: '2012',
    12: '2014',
    13: '2016',
    14: '2017',
    15: '2019',
    16: '2022',
    17: '2025',
  }).map(([branch, release]) => toSqlServer(branch, release)),
  ['mssql.version', /^(?<version>\d[\d.]*)/, 'Microsoft SQL Server', 'microsoft:sql_server'],
  [
    'oracle-tns.version',
    /^(?<version>\d[\d.]*)?/,
    'Oracle Database listener',
    'oracle:database_server',
  ],
  [
    'cassandra.product',
    /^cassandra(?: (?<version>\d[\d.]*))?/,
    'Apache Cassandra',
    'apache:cassandra',
  ],
  ['cassandra.product', /^scylla/, 'ScyllaDB'],
  ['kafka.protocol', /^ApiVersions$/, 'Apache Kafka', 'apache:kafka'],
]

/** The build numbers of each release begin with a branch of their own (Microsoft's list of builds). */
function toSqlServer(branch: string, release: string): RuleRow {
  const pattern = new RegExp(`^(?<version>${branch}\\.[\\d.]+)`)
  // NVD names each release since 2016 a product of its own.
  const name = release >= '2016' ? `sql_server_${release}` : 'sql_server'
  return ['mssql.version', pattern, `Microsoft SQL Server ${release}`, `microsoft:${name}`]
}
