import { serviceFindings } from './service-findings.ts'
import { tlsFindings } from './tls-findings.ts'

/** Every finding. */
export const findings = [...serviceFindings, ...tlsFindings] as const
