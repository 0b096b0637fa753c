import { amqp } from './amqp.ts'
import { dns } from './dns.ts'
import { ftp } from './ftp.ts'
import { http } from './http.ts'
import { imap } from './imap.ts'
import { ldap } from './ldap.ts'
import { memcached } from './memcached.ts'
import { mongodb } from './mongodb.ts'
import { mqtt } from './mqtt.ts'
import { mysql } from './mysql.ts'
import { mysqlx } from './mysqlx.ts'
import { pop3 } from './pop3.ts'
import { postgresql } from './postgresql.ts'
import { rdp } from './rdp.ts'
import { redis } from './redis.ts'
import { rsync } from './rsync.ts'
import { smb } from './smb.ts'
import { smtp } from './smtp.ts'
import { ssh } from './ssh.ts'
import { telnet } from './telnet.ts'
import { tls } from './tls.ts'
import { vnc } from './vnc.ts'

/** Every detector. */
export const detectors = [
  amqp,
  dns,
  ftp,
  http,
  imap,
  ldap,
  memcached,
  mongodb,
  mqtt,
  mysql,
  mysqlx,
  pop3,
  postgresql,
  rdp,
  redis,
  rsync,
  smb,
  smtp,
  ssh,
  telnet,
  tls,
  vnc,
] as const
