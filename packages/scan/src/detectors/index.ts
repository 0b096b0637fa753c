import { amqp } from './amqp.ts'
import { chargenUdp } from './chargen-udp.ts'
import { coap } from './coap.ts'
import { daytimeUdp } from './daytime-udp.ts'
import { dns } from './dns.ts'
import { dnsUdp } from './dns-udp.ts'
import { echoUdp } from './echo-udp.ts'
import { ftp } from './ftp.ts'
import { http } from './http.ts'
import { ike } from './ike.ts'
import { imap } from './imap.ts'
import { ipmi } from './ipmi.ts'
import { l2tp } from './l2tp.ts'
import { ldap } from './ldap.ts'
import { ldapUdp } from './ldap-udp.ts'
import { mdns } from './mdns.ts'
import { memcached } from './memcached.ts'
import { memcachedUdp } from './memcached-udp.ts'
import { mongodb } from './mongodb.ts'
import { mqtt } from './mqtt.ts'
import { mysql } from './mysql.ts'
import { netbiosNs } from './netbios-ns.ts'
import { ntp } from './ntp.ts'
import { openvpnUdp } from './openvpn-udp.ts'
import { pop3 } from './pop3.ts'
import { postgresql } from './postgresql.ts'
import { quic } from './quic.ts'
import { rdp } from './rdp.ts'
import { redis } from './redis.ts'
import { rpcbindUdp } from './rpcbind-udp.ts'
import { rsync } from './rsync.ts'
import { sipUdp } from './sip-udp.ts'
import { smb } from './smb.ts'
import { smtp } from './smtp.ts'
import { snmp } from './snmp.ts'
import { ssdp } from './ssdp.ts'
import { ssh } from './ssh.ts'
import { stun } from './stun.ts'
import { telnet } from './telnet.ts'
import { tftp } from './tftp.ts'
import { tls } from './tls.ts'
import { vnc } from './vnc.ts'

/** Every detector. */
export const detectors = [
  amqp,
  chargenUdp,
  coap,
  daytimeUdp,
  dns,
  dnsUdp,
  echoUdp,
  ftp,
  http,
  ike,
  imap,
  ipmi,
  l2tp,
  ldap,
  ldapUdp,
  mdns,
  memcached,
  memcachedUdp,
  mongodb,
  mqtt,
  mysql,
  netbiosNs,
  ntp,
  openvpnUdp,
  pop3,
  postgresql,
  quic,
  rdp,
  redis,
  rpcbindUdp,
  rsync,
  sipUdp,
  smb,
  smtp,
  snmp,
  ssdp,
  ssh,
  stun,
  telnet,
  tftp,
  tls,
  vnc,
] as const
