import { hostFindings } from './host-findings.ts'
import { httpApplicationFindings } from './http-application-findings.ts'
import { httpFindings } from './http-findings.ts'
import { infrastructureFindings } from './infrastructure-findings.ts'
import { messagingFindings } from './messaging-findings.ts'
import { serviceFindings } from './service-findings.ts'
import { tlsFindings } from './tls-findings.ts'
import { udpFindings } from './udp-findings.ts'

/** Every finding. */
export const findings = [
  ...hostFindings,
  ...httpApplicationFindings,
  ...httpFindings,
  ...infrastructureFindings,
  ...messagingFindings,
  ...serviceFindings,
  ...tlsFindings,
  ...udpFindings,
] as const
