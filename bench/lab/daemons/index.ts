import { type LabDaemon } from './define-daemon.ts'
import { databaseDaemons } from './databases.ts'
import { mailDaemons } from './mail.ts'
import { networkDaemons } from './network.ts'
import { remoteDaemons } from './remote.ts'
import { webDaemons } from './web.ts'

/** Every daemon of the lab, in groups that are started together. */
export const daemonGroups = {
  web: webDaemons,
  mail: mailDaemons,
  databases: databaseDaemons,
  remote: remoteDaemons,
  network: networkDaemons,
} as const satisfies Readonly<Record<string, readonly LabDaemon[]>>
