import { serviceFindings } from './service-findings.ts'

/** Every finding. */
export const findings = [...serviceFindings] as const
