/** Ports from 1024 on where databases and administration listen (IANA registry, vendors' defaults). */
export const deniedPorts: ReadonlySet<number> = new Set([
  1433, // Microsoft SQL Server
  1434, // Microsoft SQL Server monitor
  1521, // Oracle
  2049, // NFS
  2375, // Docker
  2376, // Docker over TLS
  2379, // etcd clients
  2380, // etcd peers
  3306, // MySQL
  3389, // RDP
  4369, // Erlang port mapper
  5432, // PostgreSQL
  5672, // AMQP
  5900, // VNC
  5984, // CouchDB
  5985, // WinRM
  5986, // WinRM over TLS
  6379, // Redis
  6443, // Kubernetes API
  8086, // InfluxDB
  8500, // Consul
  9042, // Cassandra
  9092, // Kafka
  9200, // OpenSearch
  9300, // OpenSearch nodes
  10250, // Kubernetes node agent
  11211, // memcached
  27017, // MongoDB
  27018, // MongoDB shard
  27019, // MongoDB configuration
  28015, // RethinkDB
])
