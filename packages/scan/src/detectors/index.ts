import { dns } from './dns.ts'
import { ftp } from './ftp.ts'
import { http } from './http.ts'
import { imap } from './imap.ts'
import { mongodb } from './mongodb.ts'
import { mysql } from './mysql.ts'
import { pop3 } from './pop3.ts'
import { postgresql } from './postgresql.ts'
import { redis } from './redis.ts'
import { smtp } from './smtp.ts'
import { ssh } from './ssh.ts'

/** Every detector. */
export const detectors = [
  dns,
  ftp,
  http,
  imap,
  mongodb,
  mysql,
  pop3,
  postgresql,
  redis,
  smtp,
  ssh,
] as const
