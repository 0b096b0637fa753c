import { type NeverEntry } from '@windvane/scan'
import { type NmapScan } from '../compare/parse-nmap-xml.ts'
import { type ScanRequest } from './parse-scan-request.ts'
import { readNeverList } from './read-never-list.ts'
import { readNmapFile } from './read-nmap-file.ts'
import { readTrustAnchors } from './read-trust-anchors.ts'

/** What the files hold that the command line names. */
export type GivenFiles = {
  readonly trustAnchors: readonly string[]
  readonly never: readonly NeverEntry[]
  readonly nmap?: NmapScan
}

/** Reads the user's files: what is wrong with them is found before a packet is sent. */
export async function readGivenFiles(request: ScanRequest): Promise<GivenFiles> {
  const { trustAnchorFile, neverFile, compareFile } = request
  return {
    trustAnchors: trustAnchorFile === undefined ? [] : await readTrustAnchors(trustAnchorFile),
    never: neverFile === undefined ? [] : await readNeverList(neverFile),
    ...(compareFile === undefined ? {} : { nmap: await readNmapFile(compareFile) }),
  }
}
