import { toServiceName } from './service-names.ts'

/** What one side says of a service. */
export type ServiceClaim = {
  readonly name?: string
  readonly product?: string
  readonly version?: string
  readonly cpe: readonly string[]
}

/** `unclear` where a side gives a range; `none` where no side says anything. */
type Agreement = 'same' | 'differs' | 'only-here' | 'only-there' | 'unclear' | 'none'

export type ServiceAgreement = {
  readonly name: Agreement
  readonly product: Agreement
  readonly version: Agreement
}

/** Holds two claims about one service against each other. */
export function compareServices(here: ServiceClaim, there: ServiceClaim): ServiceAgreement {
  const name = compare(here.name, there.name, (a, b) => toServiceName(a) === toServiceName(b))
  const product = compare(
    here.product,
    there.product,
    (a, b) => isSameProduct(a, b) || shareProductName(here.cpe, there.cpe),
  )
  // Versions of different products have nothing to do with each other.
  const version = product === 'differs' ? 'none' : compareVersions(here.version, there.version)
  return { name, product, version }
}

function compare(
  here: string | undefined,
  there: string | undefined,
  isSame: (here: string, there: string) => boolean,
): Agreement {
  if (here === undefined && there === undefined) return 'none'
  if (here === undefined) return 'only-there'
  if (there === undefined) return 'only-here'
  return isSame(here, there) ? 'same' : 'differs'
}

/** `Apache httpd` and `Apache HTTP Server`; `Redis` and `Redis key-value store`. */
function isSameProduct(here: string, there: string): boolean {
  const [a, b] = [toWords(here), toWords(there)]
  const [fewer, more] = a.size <= b.size ? [a, b] : [b, a]
  if (fewer.size === 0) return here.toLowerCase() === there.toLowerCase()
  return [...fewer].every((word) => more.has(word))
}

const fillers = new Set(['http', 'httpd', 'server', 'daemon', 'service', 'the'])

function toWords(product: string): ReadonlySet<string> {
  const words = product.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
  return new Set(words.filter((word) => !fillers.has(word)))
}

/** CPE 2.2 URIs of nmap and CPE 2.3 strings of ours: part, vendor, product, version. */
function shareProductName(here: readonly string[], there: readonly string[]): boolean {
  const names = new Set(here.map(toProductName))
  return there.map(toProductName).some((name) => name !== undefined && names.has(name))
}

function toProductName(cpe: string): string | undefined {
  return /^cpe:(?:\/|2\.3:)a:[^:]*:([^:]+)/i.exec(cpe)?.[1]?.toLowerCase()
}

function compareVersions(here: string | undefined, there: string | undefined): Agreement {
  if ([here, there].some((version) => version !== undefined && isRange(version))) return 'unclear'
  return compare(here, there, isSameVersion)
}

/** `9.6.0 or later`, `12.0 - 12.4`, `8.X`. */
function isRange(version: string): boolean {
  return / or later| - |\bX\b/.test(version)
}

/** One may be told more exactly than the other, and carry the revision of a package. */
function isSameVersion(here: string, there: string): boolean {
  const [a, b] = [firstWord(here), firstWord(there)]
  const [short, long] = a.length <= b.length ? [a, b] : [b, a]
  return (
    long === short || (long.startsWith(short) && /^[^\p{L}\p{N}]/u.test(long.slice(short.length)))
  )
}

function firstWord(version: string): string {
  return version.trim().toLowerCase().split(/\s/)[0] ?? ''
}
