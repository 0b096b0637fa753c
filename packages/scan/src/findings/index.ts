import { infrastructureFindings } from './infrastructure-findings.ts'
import { serviceFindings } from './service-findings.ts'

/** Every finding. */
export const findings = [...infrastructureFindings, ...serviceFindings] as const
