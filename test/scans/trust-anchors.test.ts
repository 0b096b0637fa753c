import { X509Certificate } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { readTrustAnchors } from '../../apps/server/src/scans/read-trust-anchors.ts'
import { makeTestCertificate } from '../../packages/scan/src/tls/test-certificate.ts'

const folder = mkdtempSync(join(tmpdir(), 'windvane-roots-'))
const path = join(folder, 'roots.pem')
afterAll(() => rmSync(folder, { recursive: true }))

it('readTrustAnchors() reads every certificate of a file, whatever stands between them', () => {
  const roots = ['One', 'Two'].map((commonName) => makeTestCertificate({ commonName, isCa: true }))
  writeFileSync(path, `# roots\n${roots.map(({ cert }) => cert).join('\nnext:\n')}`)
  const subjects = readTrustAnchors(path).map((pem) => new X509Certificate(pem).subject)
  expect(subjects).toEqual(['O=Example\nCN=One', 'O=Example\nCN=Two'])
})

it('readTrustAnchors() names the setting when there is nothing to trust', () => {
  writeFileSync(path, 'nothing')
  expect(() => readTrustAnchors(path)).toThrow(/SCAN_CA_FILE[^]*holds no certificate/)
  writeFileSync(path, '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n')
  expect(() => readTrustAnchors(path)).toThrow('SCAN_CA_FILE')
  expect(() => readTrustAnchors(join(folder, 'missing'))).toThrow(/SCAN_CA_FILE[^]*ENOENT/)
})
