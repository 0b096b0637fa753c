import { messagingFindings } from './messaging-findings.ts'
import { serviceFindings } from './service-findings.ts'

/** Every finding. */
export const findings = [...messagingFindings, ...serviceFindings] as const
