import { hostFindings } from './host-findings.ts'
import { serviceFindings } from './service-findings.ts'

/** Every finding. */
export const findings = [...hostFindings, ...serviceFindings] as const
