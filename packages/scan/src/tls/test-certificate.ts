import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A certificate made for a test, with its key; both PEM. */
export type TestCertificate = { readonly cert: string; readonly key: string }

/** What a test certificate says. */
export type TestCertificateOptions = {
  readonly commonName: string
  /** As OpenSSL writes them: `DNS:a.example`, `IP:127.0.0.1`. */
  readonly alternativeNames?: readonly string[]
  /** Signs itself unless told. */
  readonly issuer?: TestCertificate
  readonly isCa?: boolean
  readonly notBefore?: Date
  readonly notAfter?: Date
  /** Arguments of `openssl genpkey`; a P-256 key unless told. */
  readonly key?: readonly string[]
  /** SHA-256 unless told. */
  readonly digest?: 'sha1' | 'sha256'
  /** Further extensions as lines of OpenSSL's configuration. */
  readonly extensions?: readonly string[]
}

const dayMs = 86_400_000
const ellipticKey = ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256']

/** Makes a certificate with OpenSSL's own authority, which also signs dates in the past. */
export function makeTestCertificate(options: TestCertificateOptions): TestCertificate {
  const folder = mkdtempSync(join(tmpdir(), 'windvane-certificate-'))
  try {
    return sign(folder, options)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function sign(folder: string, options: TestCertificateOptions): TestCertificate {
  const openssl = (...args: readonly string[]) =>
    execFileSync('openssl', args, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] })
  const { commonName, issuer, key = ellipticKey } = options
  const notBefore = options.notBefore ?? new Date(Date.now() - dayMs)
  const notAfter = options.notAfter ?? new Date(Date.now() + 90 * dayMs)
  writeFileSync(join(folder, 'ca.conf'), configuration(options))
  writeFileSync(join(folder, 'index.txt'), '')
  writeFileSync(join(folder, 'serial'), randomBytes(8).toString('hex'))
  openssl('genpkey', ...key, '-out', 'key.pem')
  openssl(
    'req',
    '-new',
    '-key',
    'key.pem',
    '-subj',
    `/O=Example/CN=${commonName}`,
    '-out',
    'csr.pem',
  )
  if (issuer) {
    writeFileSync(join(folder, 'issuer.pem'), issuer.cert)
    writeFileSync(join(folder, 'issuer-key.pem'), issuer.key)
  }
  const signer = issuer
    ? ['-cert', 'issuer.pem', '-keyfile', 'issuer-key.pem']
    : ['-selfsign', '-keyfile', 'key.pem']
  const dates = ['-startdate', toAsn1Time(notBefore), '-enddate', toAsn1Time(notAfter)]
  const output = ['-in', 'csr.pem', '-out', 'cert.pem', '-notext']
  openssl('ca', '-batch', '-config', 'ca.conf', ...signer, ...dates, ...output)
  const read = (name: string) => readFileSync(join(folder, name), 'utf8')
  return { cert: read('cert.pem'), key: read('key.pem') }
}

function configuration(options: TestCertificateOptions): string {
  const { alternativeNames = [], isCa = false, digest = 'sha256', extensions = [] } = options
  const names = alternativeNames.length > 0 ? [`subjectAltName=${alternativeNames.join(',')}`] : []
  return [
    '[ca]',
    'default_ca=test',
    '[test]',
    'database=index.txt',
    'serial=serial',
    'new_certs_dir=.',
    `default_md=${digest}`,
    'policy=any',
    'x509_extensions=extensions',
    '[any]',
    'organizationName=optional',
    'commonName=supplied',
    '[extensions]',
    `basicConstraints=critical,CA:${isCa ? 'TRUE' : 'FALSE'}`,
    ...names,
    ...extensions,
  ].join('\n')
}

/** GeneralizedTime (RFC 5280 4.1.2.5.2). */
function toAsn1Time(date: Date): string {
  return `${date.toISOString().replace(/[-:T]/g, '').slice(0, 14)}Z`
}
