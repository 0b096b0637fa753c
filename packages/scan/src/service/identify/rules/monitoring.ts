import { type RuleRow } from '../software-rules.ts'

/** Software told by the agents of monitoring systems. */
export const monitoringRules: readonly RuleRow[] = [
  [
    'nrpe.version',
    /^NRPE v(?<version>\d[\d.]*)/,
    'Nagios Remote Plugin Executor',
    'nagios:remote_plug_in_executor',
  ],
  ['zabbix-agent.version', /^(?<version>\d[\w.]*)?/, 'Zabbix agent', 'zabbix:zabbix'],
  ['check-mk-agent.version', /^(?<version>\d[\w.]*)?/, 'Checkmk agent', 'checkmk:checkmk'],
]
