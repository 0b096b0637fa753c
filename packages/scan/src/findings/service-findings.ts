import { databaseFindings } from './database-findings.ts'
import { fileServiceFindings } from './file-service-findings.ts'
import { mailFindings } from './mail-findings.ts'
import { networkServiceFindings } from './network-service-findings.ts'
import { remoteAccessFindings } from './remote-access-findings.ts'
import { softwareFindings } from './software-findings.ts'

/** Findings about services by what their protocol told. */
export const serviceFindings = [
  ...remoteAccessFindings,
  ...fileServiceFindings,
  ...databaseFindings,
  ...mailFindings,
  ...networkServiceFindings,
  ...softwareFindings,
] as const
