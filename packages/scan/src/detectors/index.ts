import { agentx } from './agentx.ts'
import { amqp } from './amqp.ts'
import { beanstalkd } from './beanstalkd.ts'
import { chargen } from './chargen.ts'
import { clamd } from './clamd.ts'
import { daytime } from './daytime.ts'
import { dns } from './dns.ts'
import { echo } from './echo.ts'
import { finger } from './finger.ts'
import { ftp } from './ftp.ts'
import { git } from './git.ts'
import { gopher } from './gopher.ts'
import { hddtemp } from './hddtemp.ts'
import { http } from './http.ts'
import { ident } from './ident.ts'
import { imap } from './imap.ts'
import { irc } from './irc.ts'
import { ldap } from './ldap.ts'
import { lpd } from './lpd.ts'
import { managesieve } from './managesieve.ts'
import { memcached } from './memcached.ts'
import { mongodb } from './mongodb.ts'
import { mpd } from './mpd.ts'
import { mqtt } from './mqtt.ts'
import { mysql } from './mysql.ts'
import { nats } from './nats.ts'
import { nntp } from './nntp.ts'
import { openvpn } from './openvpn.ts'
import { pop3 } from './pop3.ts'
import { postgresql } from './postgresql.ts'
import { qotd } from './qotd.ts'
import { rdp } from './rdp.ts'
import { redis } from './redis.ts'
import { rsync } from './rsync.ts'
import { rtsp } from './rtsp.ts'
import { sip } from './sip.ts'
import { smb } from './smb.ts'
import { smtp } from './smtp.ts'
import { smux } from './smux.ts'
import { socks } from './socks.ts'
import { spamd } from './spamd.ts'
import { ssh } from './ssh.ts'
import { svn } from './svn.ts'
import { telnet } from './telnet.ts'
import { time } from './time.ts'
import { tls } from './tls.ts'
import { torControl } from './tor-control.ts'
import { varnishCli } from './varnish-cli.ts'
import { vnc } from './vnc.ts'
import { whois } from './whois.ts'
import { xmpp } from './xmpp.ts'
import { zookeeper } from './zookeeper.ts'

/** Every detector. */
export const detectors = [
  agentx,
  amqp,
  beanstalkd,
  chargen,
  clamd,
  daytime,
  dns,
  echo,
  finger,
  ftp,
  git,
  gopher,
  hddtemp,
  http,
  ident,
  imap,
  irc,
  ldap,
  lpd,
  managesieve,
  memcached,
  mongodb,
  mpd,
  mqtt,
  mysql,
  nats,
  nntp,
  openvpn,
  pop3,
  postgresql,
  qotd,
  rdp,
  redis,
  rsync,
  rtsp,
  sip,
  smb,
  smtp,
  smux,
  socks,
  spamd,
  ssh,
  svn,
  telnet,
  time,
  tls,
  torControl,
  varnishCli,
  vnc,
  whois,
  xmpp,
  zookeeper,
] as const
