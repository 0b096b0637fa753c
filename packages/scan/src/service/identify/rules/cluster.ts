import { type RuleRow } from '../software-rules.ts'

/** Software told by job servers and storage clusters. */
export const clusterRules: readonly RuleRow[] = [
  ['gearman.version', /^(?<version>\d[\d.]*)/, 'Gearman job server'],
  ['ceph.banner', /^ceph$/, 'Ceph', 'linuxfoundation:ceph'],
]
