import { type ExternalScanner } from './external-scanner.ts'
import { createMasscan } from './masscan.ts'
import { createNmap } from './nmap.ts'

/** Every scanner that may help, looked for on a path of folders. */
export const externalScanners: Readonly<
  Record<ExternalScanner['id'], (path: string) => ExternalScanner>
> = Object.freeze({ nmap: createNmap, masscan: createMasscan })
