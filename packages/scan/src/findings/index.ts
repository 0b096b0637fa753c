import { serviceFindings } from './service-findings.ts'
import { udpFindings } from './udp-findings.ts'

/** Every finding. */
export const findings = [...serviceFindings, ...udpFindings] as const
