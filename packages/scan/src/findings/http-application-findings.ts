import { type ServiceRecord, type Severity } from '@windvane/model'
import { defineFinding, type FindingDefinition } from './define-finding.ts'

type Row = readonly [
  applications: readonly string[],
  id: string,
  title: string,
  severity: Severity,
  description: string,
]

/** Products that let anybody in; each told by an answer that only a login should give. */
const rows: readonly Row[] = [
  [
    ['elasticsearch', 'opensearch'],
    'elasticsearch-anonymous',
    'A search cluster answers without a login',
    'critical',
    'Anybody who reaches the port reads, changes and deletes all indices. Switch security on and bind to an inner address.',
  ],
  [
    ['couchdb'],
    'couchdb-anonymous',
    'CouchDB lists its databases without a login',
    'critical',
    'Without an administrator anybody may read and change everything. Set one, and require valid users.',
  ],
  [
    ['arangodb'],
    'arangodb-anonymous',
    'ArangoDB answers without a login',
    'critical',
    'Anybody who reaches the port reads and changes all data. Switch authentication on.',
  ],
  [
    ['influxdb'],
    'influxdb-anonymous',
    'InfluxDB answers queries without a login',
    'critical',
    'Anybody who reaches the port reads, changes and deletes all series. Set auth-enabled and create an administrator.',
  ],
  [
    ['clickhouse'],
    'clickhouse-anonymous',
    'ClickHouse answers queries of its default user without a password',
    'critical',
    'Anybody who reaches the port reads and changes all data. Give the default user a password and limit its networks.',
  ],
  [
    ['docker'],
    'docker-anonymous',
    'The Docker API answers without a client certificate',
    'critical',
    'Whoever reaches it starts containers with the rights of root on the host. Close the port, or require client certificates.',
  ],
  [
    ['kubernetes'],
    'kubernetes-anonymous',
    'The Kubernetes API answers anonymous requests',
    'critical',
    'Its root lists the API to anybody, as behind an open proxy or with anonymous users in a powerful role. Close it, and take the role away.',
  ],
  [
    ['kubelet'],
    'kubelet-anonymous',
    'The kubelet lists its pods without a login',
    'critical',
    'Pods, their settings and often commands inside them are open to anybody. Set anonymous authentication to false and close the read-only port.',
  ],
  [
    ['nomad'],
    'nomad-anonymous',
    'Nomad answers without a token',
    'critical',
    'Whoever reaches the API runs jobs on the cluster. Switch ACLs on.',
  ],
  [
    ['hadoop-yarn'],
    'hadoop-yarn-anonymous',
    'Hadoop YARN answers without a login',
    'critical',
    'Whoever reaches the API runs applications on the cluster. Switch Kerberos on and close the port.',
  ],
  [
    ['spark'],
    'spark-anonymous',
    'The page of a Spark master or worker is open',
    'high',
    'It shows jobs and addresses, and the port beside it takes applications. Set a secret and close both.',
  ],
  [
    ['etcd'],
    'etcd-open',
    'etcd answers without a client certificate',
    'high',
    'Unless users are set, anybody who reaches the port reads and changes all keys, as of a Kubernetes cluster. Require client certificates.',
  ],
  [
    ['consul'],
    'consul-anonymous',
    'Consul answers without a token',
    'high',
    'Services, keys and often the running of scripts are open to anybody. Switch ACLs on with a default of deny.',
  ],
  [
    ['jenkins'],
    'jenkins-anonymous',
    'Jenkins shows its dashboard without a login',
    'high',
    'Jobs, logs and what they hold are open to anybody. Take the reading right from anonymous users.',
  ],
  [
    ['solr'],
    'solr-anonymous',
    'Apache Solr answers without a login',
    'high',
    'Anybody who reaches the port reads and changes the collections. Switch authentication on.',
  ],
  [
    ['kibana', 'opensearch-dashboards'],
    'kibana-anonymous',
    'Kibana answers without a login',
    'high',
    'Whatever its cluster holds is open to anybody. Switch security on.',
  ],
  [
    ['docker-registry'],
    'docker-registry-anonymous',
    'A registry of container images answers without a login',
    'high',
    'Images, and the secrets in them, are open to anybody; often also for writing. Require a login.',
  ],
  [
    ['ollama'],
    'ollama-anonymous',
    'Ollama answers without a login',
    'high',
    'Anybody who reaches the port uses and removes its models. It has no login of its own: bind it to an inner address.',
  ],
  [
    ['envoy'],
    'envoy-admin-open',
    "Envoy's administration is open",
    'high',
    'It shows the configuration and stops the proxy on request. Bind it to the loopback address.',
  ],
  [
    ['grafana'],
    'grafana-anonymous',
    'Grafana shows its pages without a login',
    'medium',
    'Dashboards, and queries to the sources behind them, are open to anybody. Switch anonymous access off unless it is meant.',
  ],
  [
    ['prometheus', 'alertmanager'],
    'prometheus-anonymous',
    'Prometheus answers without a login',
    'medium',
    'Metrics and targets draw a map of what runs inside. Put it behind a login.',
  ],
  [
    ['traefik'],
    'traefik-api-open',
    "Traefik's API is open",
    'medium',
    'It shows every route and server behind the proxy. Put it behind a login.',
  ],
  [
    ['node-exporter', 'prometheus-exporter'],
    'metrics-open',
    'Metrics of the host are open',
    'low',
    'They tell software, load, disks and mounts to anybody. Let only the collector reach the port.',
  ],
  [
    ['haproxy'],
    'haproxy-stats-open',
    "HAProxy's statistics are open",
    'low',
    'They tell every server behind the proxy. Ask for a login (stats auth).',
  ],
]

/** Products told by no anonymous flag: that they answer at all is the finding. */
const openAtAll: readonly string[] = ['etcd', 'prometheus-exporter']

/** Findings about products that are spoken to in HTTP. */
export const httpApplicationFindings: readonly FindingDefinition[] = rows.map(
  ([applications, id, title, severity, description]) =>
    defineFinding({
      id,
      title,
      severity,
      description,
      ofService: (service) => findOpen(service, applications),
    }),
)

function findOpen(service: ServiceRecord, wanted: readonly string[]): string | undefined {
  const id = listApplications(service).find((application) => wanted.includes(application))
  if (id === undefined) return undefined
  const isOpen = service.isAnonymousAllowed === true || openAtAll.includes(id)
  return isOpen ? service.evidence : undefined
}

/** What the detector of HTTP wrote down; records of others have none. */
function listApplications({ extra }: ServiceRecord): readonly string[] {
  const applications = extra['applications']
  if (!Array.isArray(applications)) return []
  return applications.flatMap((application: unknown) => {
    const isNamed = typeof application === 'object' && application !== null && 'id' in application
    return isNamed && typeof application.id === 'string' ? [application.id] : []
  })
}
