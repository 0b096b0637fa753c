import { httpApplicationFindings } from './http-application-findings.ts'
import { httpFindings } from './http-findings.ts'
import { serviceFindings } from './service-findings.ts'

/** Every finding. */
export const findings = [...serviceFindings, ...httpApplicationFindings, ...httpFindings] as const
