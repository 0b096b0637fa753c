import { execFileSync } from 'node:child_process'
import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Makes a root and a certificate for `www.lab.test` under it, as files that every daemon may read. */
export function makeLabCertificate(folder: string): {
  readonly chainFile: string
  readonly keyFile: string
  readonly rootFile: string
} {
  const file = (name: string) => join(folder, name)
  const openssl = (...words: string[]) => execFileSync('openssl', words, { stdio: 'ignore' })
  const root = ['-keyout', file('root.key'), '-out', file('root.pem'), '-subj', '/CN=Lab Root']
  openssl('req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '30', ...root)
  const leaf = ['-keyout', file('key.pem'), '-out', file('leaf.csr'), '-subj', '/CN=www.lab.test']
  openssl('req', '-newkey', 'rsa:2048', '-nodes', ...leaf)
  writeFileSync(
    file('extensions'),
    'subjectAltName=DNS:www.lab.test,DNS:mail.lab.test\nbasicConstraints=CA:FALSE\nextendedKeyUsage=serverAuth\n',
  )
  const signer = ['-CA', file('root.pem'), '-CAkey', file('root.key'), '-CAcreateserial']
  const signed = ['-days', '30', '-extfile', file('extensions'), '-out', file('leaf.pem')]
  openssl('x509', '-req', '-in', file('leaf.csr'), ...signer, ...signed)
  const chain = readFileSync(file('leaf.pem'), 'utf8') + readFileSync(file('root.pem'), 'utf8')
  writeFileSync(file('chain.pem'), chain)
  // Daemons that have given up their rights read it too; it certifies nothing outside the lab.
  chmodSync(file('key.pem'), 0o644)
  return { chainFile: file('chain.pem'), keyFile: file('key.pem'), rootFile: file('root.pem') }
}
