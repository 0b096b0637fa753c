import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { SettingFileError } from './setting-file-error.ts'

/** The certificates of the file of SCAN_CA_FILE, each as PEM; throws `SettingFileError`. */
export function readTrustAnchors(path: string): readonly string[] {
  try {
    const pems = readFileSync(path, 'utf8').match(pemCertificate) ?? []
    if (pems.length === 0) throw new Error(`${path} holds no certificate in PEM`)
    return pems.map((pem) => new X509Certificate(pem).toString())
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error)
    throw new SettingFileError('SCAN_CA_FILE', [problem], { cause: error })
  }
}

/** RFC 7468, section 5. */
const pemCertificate = /-----BEGIN CERTIFICATE-----[\w+/=\s]{1,100000}-----END CERTIFICATE-----/g
