import { type Clue, defineDetector, type DetectorSteps, type Match } from './define-detector.ts'
import {
  hasLdapDone,
  type LdapResult,
  type LdapSearch,
  readLdapExtended,
  readLdapResult,
  toLdapExtended,
  toLdapSearch,
} from './ldap-message.ts'
import { send, startTls } from './steps.ts'
import { readDer } from '../tls/read-der.ts'

/**
 * LDAP (RFC 4511): the root DSE (RFC 4512 5.1), whether entries are shown without a bind (their number
 * only is kept), OpenLDAP's monitor where there is one, then StartTLS when offered. Never binds.
 */
export const ldap = defineDetector({
  id: 'ldap',
  title: 'Lightweight Directory Access Protocol',
  transport: 'tcp',
  ports: [389, 3268],
  tlsPorts: [636, 3269],
  prevalence: 30,
  maxConnections: 1,
  *detect({ tunnel }) {
    const root = yield* search({ base: '', scope: 0, attributes: wanted })
    if (!root) return undefined
    const attributes: Attributes = root.entries[0] ?? new Map()
    const monitor = yield* readMonitor(attributes)
    const access = yield* tryAnonymous(attributes)
    const extensions = attributes.get('supportedextension') ?? []
    const isOffered = tunnel === 'none' && extensions.includes(startTlsOid)
    const hasTls = isOffered && (yield* askForTls())
    if (hasTls) yield startTls()
    return { ...toMatch(attributes, { monitor, access, hasTls }), ...toAccess(access) }
  },
  startTls: askForTls,
})

type Attributes = LdapResult['entries'][number]

const startTlsOid = '1.3.6.1.4.1.1466.20037'

/** All user attributes, all operational ones (RFC 3673), and by name what some servers keep back. */
const wanted = [
  '*',
  '+',
  'namingContexts',
  'vendorName',
  'vendorVersion',
  'supportedLDAPVersion',
  'supportedSASLMechanisms',
  'supportedExtension',
  'supportedCapabilities',
  'monitorContext',
  'dnsHostName',
]

function* search(
  request: Pick<LdapSearch, 'base' | 'scope' | 'attributes'> & { readonly sizeLimit?: number },
): DetectorSteps<LdapResult | undefined> {
  const bytes = toLdapSearch({ id: 1, sizeLimit: 0, ...request })
  const reply = yield send(bytes, { until: hasLdapDone, timeoutMs: 2000 })
  return readLdapResult(reply.bytes)
}

/** The message number may be any that is not in use (4.1.1.1). */
function* askForTls(): DetectorSteps<boolean> {
  const reply = yield send(toLdapExtended(2, startTlsOid), {
    until: (bytes) => readDer(bytes, 0) !== undefined,
  })
  return readLdapExtended(reply.bytes) === 0
}

/** OpenLDAP tells its version in the entry of its monitor (slapd-monitor(5)), if anybody may read it. */
function* readMonitor(root: Attributes): DetectorSteps<string | undefined> {
  const base = root.get('monitorcontext')?.[0]
  if (base === undefined) return undefined
  const monitor = yield* search({ base, scope: 0, attributes: ['monitoredInfo'] })
  return monitor?.entries[0]?.get('monitoredinfo')?.[0]
}

type Access = {
  readonly isReadable: boolean
  readonly resultCode?: number
  readonly diagnostic?: string
}

const [success, sizeLimitExceeded] = [0, 4]
/** Refusals of who has not logged in (4.1.9, appendix A); 32 hides a context that the root DSE names. */
const refusals = [1, 8, 13, 32, 48, 49, 50, 53]

/** Asks for at most two entries, and for none of their attributes. */
function* tryAnonymous(root: Attributes): DetectorSteps<Access | undefined> {
  const base = root.get('defaultnamingcontext')?.[0] ?? root.get('namingcontexts')?.[0]
  if (!base) return undefined
  const result = yield* search({ base, scope: 2, sizeLimit: 2, attributes: ['1.1'] })
  if (!result) return undefined
  const { entries, ...facts } = result
  const isOver = facts.resultCode === success || facts.resultCode === sizeLimitExceeded
  return { isReadable: entries.length > 0 && isOver, ...facts }
}

function toAccess(access: Access | undefined): Partial<Match> {
  if (access?.isReadable) return { isAuthRequired: false, isAnonymousAllowed: true }
  if (!refusals.includes(access?.resultCode ?? success)) return {}
  return { isAuthRequired: true, isAnonymousAllowed: false }
}

type Answers = {
  readonly monitor: string | undefined
  readonly access: Access | undefined
  readonly hasTls: boolean
}

function toMatch(attributes: Attributes, { monitor, access, hasTls }: Answers): Match {
  const first = (name: string) => attributes.get(name)?.[0]
  const hostname = first('dnshostname')?.toLowerCase()
  const count = attributes.size
  return {
    service: 'ldap',
    confidence: 100,
    evidence: count > 0 ? `root DSE of ${count} attributes` : 'search is answered',
    clues: nameSoftware(attributes, monitor),
    ...(hostname === undefined ? {} : { hostname }),
    banner: Buffer.alloc(0),
    extra: {
      namingContexts: attributes.get('namingcontexts'),
      ldapVersions: attributes.get('supportedldapversion'),
      saslMechanisms: attributes.get('supportedsaslmechanisms'),
      vendorName: first('vendorname'),
      vendorVersion: first('vendorversion'),
      monitoredInfo: monitor,
      anonymousSearch: access,
      activeDirectory: readActiveDirectory(attributes),
      hasTls,
    },
  }
}

/** Functional levels ([MS-ADTS] 6.1.4). */
const levels = ['2000', '2003 interim', '2003', '2008', '2008 R2', '2012', '2012 R2', '2016']
const level2025 = '10'

/** Attributes of a domain controller's root DSE ([MS-ADTS] 3.1.1.3.2). */
function readActiveDirectory(attributes: Attributes): Match['extra'] | undefined {
  const first = (name: string) => attributes.get(name)?.[0]
  if (!attributes.has('rootdomainnamingcontext')) return undefined
  const level = (name: string) => {
    const value = first(name)
    return value === level2025 ? '2025' : (levels[Number(value)] ?? value)
  }
  return {
    domain: first('defaultnamingcontext'),
    forest: first('rootdomainnamingcontext'),
    server: first('servername'),
    ldapServiceName: first('ldapservicename'),
    isGlobalCatalogReady: first('isglobalcatalogready') === 'TRUE',
    domainLevel: level('domainfunctionality'),
    forestLevel: level('forestfunctionality'),
    controllerLevel: level('domaincontrollerfunctionality'),
  }
}

/** Samba's domain controllers show Active Directory's attributes and name themselves as vendor. */
function nameSoftware(attributes: Attributes, monitor: string | undefined): readonly Clue[] {
  const vendor = `${attributes.get('vendorname')?.[0] ?? ''} ${attributes.get('vendorversion')?.[0] ?? ''}`
  const isOpenLdap = attributes.get('objectclass')?.includes('OpenLDAProotDSE') ?? false
  const isDirectory = attributes.has('rootdomainnamingcontext') && !vendor.includes('Samba')
  return [
    ...(monitor === undefined ? [] : [{ field: 'ldap.monitor', text: monitor }]),
    ...(isOpenLdap ? [{ field: 'ldap.vendor', text: 'OpenLDAP' }] : []),
    ...(isDirectory ? [{ field: 'ldap.vendor', text: 'Microsoft Active Directory' }] : []),
    ...(vendor.trim() === '' ? [] : [{ field: 'ldap.vendor', text: vendor.trim() }]),
  ]
}
