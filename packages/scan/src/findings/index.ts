import { serviceFindings } from './service-findings.ts'
import { tlsFindings } from './tls-findings.ts'
import { udpFindings } from './udp-findings.ts'

/** Every finding. */
export const findings = [...serviceFindings, ...tlsFindings, ...udpFindings] as const
