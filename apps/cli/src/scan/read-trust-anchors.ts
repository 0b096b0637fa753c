import { X509Certificate } from 'node:crypto'
import { CommandError } from '../define-command.ts'
import { printable } from '../terminal/printable.ts'
import { readInput } from './read-input.ts'

/** The certificates of a PEM file. Throws a `CommandError` when it holds none, or one that is none. */
export async function readTrustAnchors(path: string): Promise<readonly string[]> {
  const text = await readInput(path, { purpose: 'trust anchors', maxSizeBytes })
  const blocks = text.match(pemBlock) ?? []
  if (blocks.length === 0 || !blocks.every(isCertificate)) {
    throw unusable(path)
  }
  return blocks
}

const maxSizeBytes = 16 * 1024 * 1024
const pemBlock = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).serialNumber !== ''
  } catch {
    return false
  }
}

function unusable(path: string): CommandError {
  return new CommandError(
    `Cannot use ${printable(path)} as trust anchors: it is not a file of PEM certificates`,
    { exitCode: 64 },
  )
}
