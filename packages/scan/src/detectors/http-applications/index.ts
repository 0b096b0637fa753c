import { activemq } from './activemq.ts'
import { alertmanager } from './alertmanager.ts'
import { arangodb } from './arangodb.ts'
import { clickhouse } from './clickhouse.ts'
import { consul } from './consul.ts'
import { couchdb } from './couchdb.ts'
import { cups } from './cups.ts'
import { docker } from './docker.ts'
import { dockerRegistry } from './docker-registry.ts'
import { drupal } from './drupal.ts'
import { elasticsearch } from './elasticsearch.ts'
import { envoy } from './envoy.ts'
import { etcd } from './etcd.ts'
import { exchange } from './exchange.ts'
import { gitea } from './gitea.ts'
import { gitlab } from './gitlab.ts'
import { grafana } from './grafana.ts'
import { hadoopYarn } from './hadoop-yarn.ts'
import { haproxy } from './haproxy.ts'
import { homeAssistant } from './home-assistant.ts'
import { influxdb } from './influxdb.ts'
import { jenkins } from './jenkins.ts'
import { jetty } from './jetty.ts'
import { joomla } from './joomla.ts'
import { jupyter } from './jupyter.ts'
import { kibana } from './kibana.ts'
import { kubelet } from './kubelet.ts'
import { kubernetes } from './kubernetes.ts'
import { meilisearch } from './meilisearch.ts'
import { mikrotik } from './mikrotik.ts'
import { minio } from './minio.ts'
import { neo4j } from './neo4j.ts'
import { nextcloud } from './nextcloud.ts'
import { nexus } from './nexus.ts'
import { nodeExporter } from './node-exporter.ts'
import { nomad } from './nomad.ts'
import { ollama } from './ollama.ts'
import { opensearch } from './opensearch.ts'
import { opensearchDashboards } from './opensearch-dashboards.ts'
import { phpmyadmin } from './phpmyadmin.ts'
import { plex } from './plex.ts'
import { portainer } from './portainer.ts'
import { prometheus } from './prometheus.ts'
import { prometheusExporter } from './prometheus-exporter.ts'
import { proxmox } from './proxmox.ts'
import { qdrant } from './qdrant.ts'
import { rabbitmq } from './rabbitmq.ts'
import { solr } from './solr.ts'
import { sonarqube } from './sonarqube.ts'
import { spark } from './spark.ts'
import { splunk } from './splunk.ts'
import { squid } from './squid.ts'
import { synology } from './synology.ts'
import { teamcity } from './teamcity.ts'
import { tomcat } from './tomcat.ts'
import { traefik } from './traefik.ts'
import { unifi } from './unifi.ts'
import { varnish } from './varnish.ts'
import { vault } from './vault.ts'
import { vmware } from './vmware.ts'
import { webdav } from './webdav.ts'
import { weblogic } from './weblogic.ts'
import { winrm } from './winrm.ts'
import { wordpress } from './wordpress.ts'

/** Every HTTP application. */
export const httpApplications = [
  activemq,
  alertmanager,
  arangodb,
  clickhouse,
  consul,
  couchdb,
  cups,
  docker,
  dockerRegistry,
  drupal,
  elasticsearch,
  envoy,
  etcd,
  exchange,
  gitea,
  gitlab,
  grafana,
  hadoopYarn,
  haproxy,
  homeAssistant,
  influxdb,
  jenkins,
  jetty,
  joomla,
  jupyter,
  kibana,
  kubelet,
  kubernetes,
  meilisearch,
  mikrotik,
  minio,
  neo4j,
  nextcloud,
  nexus,
  nodeExporter,
  nomad,
  ollama,
  opensearch,
  opensearchDashboards,
  phpmyadmin,
  plex,
  portainer,
  prometheus,
  prometheusExporter,
  proxmox,
  qdrant,
  rabbitmq,
  solr,
  sonarqube,
  spark,
  splunk,
  squid,
  synology,
  teamcity,
  tomcat,
  traefik,
  unifi,
  varnish,
  vault,
  vmware,
  webdav,
  weblogic,
  winrm,
  wordpress,
] as const
