import { adb } from './adb.ts'
import { afp } from './afp.ts'
import { ajp } from './ajp.ts'
import { amqp } from './amqp.ts'
import { bgp } from './bgp.ts'
import { cassandra } from './cassandra.ts'
import { ceph } from './ceph.ts'
import { checkMkAgent } from './check-mk-agent.ts'
import { dns } from './dns.ts'
import { ftp } from './ftp.ts'
import { gearman } from './gearman.ts'
import { http } from './http.ts'
import { imap } from './imap.ts'
import { iscsi } from './iscsi.ts'
import { javaRmi } from './java-rmi.ts'
import { jdwp } from './jdwp.ts'
import { kafka } from './kafka.ts'
import { kerberos } from './kerberos.ts'
import { ldap } from './ldap.ts'
import { memcached } from './memcached.ts'
import { mongodb } from './mongodb.ts'
import { mountd } from './mountd.ts'
import { mqtt } from './mqtt.ts'
import { msrpc } from './msrpc.ts'
import { mssql } from './mssql.ts'
import { mysql } from './mysql.ts'
import { netbiosSsn } from './netbios-ssn.ts'
import { nfs } from './nfs.ts'
import { nrpe } from './nrpe.ts'
import { oracleTns } from './oracle-tns.ts'
import { pop3 } from './pop3.ts'
import { postgresql } from './postgresql.ts'
import { pptp } from './pptp.ts'
import { rdp } from './rdp.ts'
import { redis } from './redis.ts'
import { rpcbind } from './rpcbind.ts'
import { rsync } from './rsync.ts'
import { rtmp } from './rtmp.ts'
import { smartInstall } from './smart-install.ts'
import { smb } from './smb.ts'
import { smtp } from './smtp.ts'
import { ssh } from './ssh.ts'
import { telnet } from './telnet.ts'
import { tls } from './tls.ts'
import { vnc } from './vnc.ts'
import { x11 } from './x11.ts'
import { zabbixAgent } from './zabbix-agent.ts'

/** Every detector. */
export const detectors = [
  adb,
  afp,
  ajp,
  amqp,
  bgp,
  cassandra,
  ceph,
  checkMkAgent,
  dns,
  ftp,
  gearman,
  http,
  imap,
  iscsi,
  javaRmi,
  jdwp,
  kafka,
  kerberos,
  ldap,
  memcached,
  mongodb,
  mountd,
  mqtt,
  msrpc,
  mssql,
  mysql,
  netbiosSsn,
  nfs,
  nrpe,
  oracleTns,
  pop3,
  postgresql,
  pptp,
  rdp,
  redis,
  rpcbind,
  rsync,
  rtmp,
  smartInstall,
  smb,
  smtp,
  ssh,
  telnet,
  tls,
  vnc,
  x11,
  zabbixAgent,
] as const
