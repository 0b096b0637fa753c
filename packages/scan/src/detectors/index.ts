import { adb } from './adb.ts'
import { afp } from './afp.ts'
import { agentx } from './agentx.ts'
import { ajp } from './ajp.ts'
import { amqp } from './amqp.ts'
import { beanstalkd } from './beanstalkd.ts'
import { bgp } from './bgp.ts'
import { cassandra } from './cassandra.ts'
import { ceph } from './ceph.ts'
import { chargenUdp } from './chargen-udp.ts'
import { chargen } from './chargen.ts'
import { checkMkAgent } from './check-mk-agent.ts'
import { clamd } from './clamd.ts'
import { coap } from './coap.ts'
import { daytimeUdp } from './daytime-udp.ts'
import { daytime } from './daytime.ts'
import { dnsUdp } from './dns-udp.ts'
import { dns } from './dns.ts'
import { echoUdp } from './echo-udp.ts'
import { echo } from './echo.ts'
import { finger } from './finger.ts'
import { ftp } from './ftp.ts'
import { gearman } from './gearman.ts'
import { git } from './git.ts'
import { gopher } from './gopher.ts'
import { hddtemp } from './hddtemp.ts'
import { http } from './http.ts'
import { ident } from './ident.ts'
import { ike } from './ike.ts'
import { imap } from './imap.ts'
import { ipmi } from './ipmi.ts'
import { irc } from './irc.ts'
import { iscsi } from './iscsi.ts'
import { javaRmi } from './java-rmi.ts'
import { jdwp } from './jdwp.ts'
import { kafka } from './kafka.ts'
import { kerberos } from './kerberos.ts'
import { l2tp } from './l2tp.ts'
import { ldap } from './ldap.ts'
import { ldapUdp } from './ldap-udp.ts'
import { lpd } from './lpd.ts'
import { managesieve } from './managesieve.ts'
import { mdns } from './mdns.ts'
import { memcachedUdp } from './memcached-udp.ts'
import { memcached } from './memcached.ts'
import { mongodb } from './mongodb.ts'
import { mountd } from './mountd.ts'
import { mpd } from './mpd.ts'
import { mqtt } from './mqtt.ts'
import { msrpc } from './msrpc.ts'
import { mssql } from './mssql.ts'
import { mysql } from './mysql.ts'
import { mysqlx } from './mysqlx.ts'
import { nats } from './nats.ts'
import { netbiosNs } from './netbios-ns.ts'
import { netbiosSsn } from './netbios-ssn.ts'
import { nfs } from './nfs.ts'
import { nntp } from './nntp.ts'
import { nrpe } from './nrpe.ts'
import { ntp } from './ntp.ts'
import { openvpnUdp } from './openvpn-udp.ts'
import { openvpn } from './openvpn.ts'
import { oracleTns } from './oracle-tns.ts'
import { pop3 } from './pop3.ts'
import { postgresql } from './postgresql.ts'
import { pptp } from './pptp.ts'
import { qotd } from './qotd.ts'
import { quic } from './quic.ts'
import { rdp } from './rdp.ts'
import { redis } from './redis.ts'
import { rpcbindUdp } from './rpcbind-udp.ts'
import { rpcbind } from './rpcbind.ts'
import { rsync } from './rsync.ts'
import { rtmp } from './rtmp.ts'
import { rtsp } from './rtsp.ts'
import { sipUdp } from './sip-udp.ts'
import { sip } from './sip.ts'
import { smartInstall } from './smart-install.ts'
import { smb } from './smb.ts'
import { smtp } from './smtp.ts'
import { smux } from './smux.ts'
import { snmp } from './snmp.ts'
import { socks } from './socks.ts'
import { spamd } from './spamd.ts'
import { ssdp } from './ssdp.ts'
import { ssh } from './ssh.ts'
import { stun } from './stun.ts'
import { svn } from './svn.ts'
import { telnet } from './telnet.ts'
import { tftp } from './tftp.ts'
import { time } from './time.ts'
import { tls } from './tls.ts'
import { torControl } from './tor-control.ts'
import { varnishCli } from './varnish-cli.ts'
import { vnc } from './vnc.ts'
import { whois } from './whois.ts'
import { x11 } from './x11.ts'
import { xmpp } from './xmpp.ts'
import { zabbixAgent } from './zabbix-agent.ts'
import { zookeeper } from './zookeeper.ts'

/** Every detector. */
export const detectors = [
  adb,
  afp,
  agentx,
  ajp,
  amqp,
  beanstalkd,
  bgp,
  cassandra,
  ceph,
  chargen,
  chargenUdp,
  checkMkAgent,
  clamd,
  coap,
  daytime,
  daytimeUdp,
  dns,
  dnsUdp,
  echo,
  echoUdp,
  finger,
  ftp,
  gearman,
  git,
  gopher,
  hddtemp,
  http,
  ident,
  ike,
  imap,
  ipmi,
  irc,
  iscsi,
  javaRmi,
  jdwp,
  kafka,
  kerberos,
  l2tp,
  ldap,
  ldapUdp,
  lpd,
  managesieve,
  mdns,
  memcached,
  memcachedUdp,
  mongodb,
  mountd,
  mpd,
  mqtt,
  msrpc,
  mssql,
  mysql,
  mysqlx,
  nats,
  netbiosNs,
  netbiosSsn,
  nfs,
  nntp,
  nrpe,
  ntp,
  openvpn,
  openvpnUdp,
  oracleTns,
  pop3,
  postgresql,
  pptp,
  qotd,
  quic,
  rdp,
  redis,
  rpcbind,
  rpcbindUdp,
  rsync,
  rtmp,
  rtsp,
  sip,
  sipUdp,
  smartInstall,
  smb,
  smtp,
  smux,
  snmp,
  socks,
  spamd,
  ssdp,
  ssh,
  stun,
  svn,
  telnet,
  tftp,
  time,
  tls,
  torControl,
  varnishCli,
  vnc,
  whois,
  x11,
  xmpp,
  zabbixAgent,
  zookeeper,
] as const
