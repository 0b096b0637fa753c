import { execFileSync } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestCertificate } from './test-certificate.ts'

/** Whom a response is about, and who signs it. */
export type OcspSubject = {
  readonly issuer: TestCertificate
  readonly certificate: TestCertificate
}

/** Makes an OCSP response in DER, good for seven days, with OpenSSL's own responder. */
export function makeOcspResponse(
  status: 'good' | 'revoked',
  { issuer, certificate }: OcspSubject,
): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'windvane-ocsp-'))
  const openssl = (...args: readonly string[]) =>
    execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' })
  const { serialNumber } = new X509Certificate(certificate.cert)
  const [state, revokedAt] = status === 'good' ? ['V', ''] : ['R', '260101000000Z']
  const files = {
    'ca.pem': issuer.cert,
    'ca.key': issuer.key,
    'leaf.pem': certificate.cert,
    'index.txt': `${state}\t491231235959Z\t${revokedAt}\t${serialNumber}\tunknown\t/CN=x\n`,
  }
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
    openssl('ocsp', '-issuer', 'ca.pem', '-cert', 'leaf.pem', '-reqout', 'request.der', '-no_nonce')
    const signer = ['-rsigner', 'ca.pem', '-rkey', 'ca.key', '-CA', 'ca.pem', '-ndays', '7']
    const paths = ['-reqin', 'request.der', '-respout', 'response.der']
    openssl('ocsp', '-index', 'index.txt', ...signer, ...paths)
    return readFileSync(join(folder, 'response.der'))
  } finally {
    rmSync(folder, { recursive: true })
  }
}
