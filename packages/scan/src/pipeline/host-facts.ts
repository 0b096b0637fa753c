import {
  type CertificateRecord,
  type HostName,
  type HostRecord,
  type HttpRecord,
  type ServiceRecord,
  type TlsEndpointRecord,
  type TlsRecord,
} from '@windvane/model'
import { isIP, isIPv6 } from 'node:net'
import { findProvider } from '../service/identify/find-provider.ts'
import { guessOs } from '../service/identify/guess-os.ts'

/** Gathers what the stages learn of one address into its record. */
export class HostFacts {
  readonly #address: string
  readonly #names: HostName[] = []
  readonly #services: ServiceRecord[] = []
  readonly #https: HttpRecord[] = []
  readonly #issuers = new Set<string>()
  #cnames: readonly string[] = []
  #rttMs: number | undefined
  #isUp = false
  #isAllOpen = false
  #silentPorts = 0

  constructor(address: string) {
    this.#address = address
  }

  /** The round-trip time, as soon as a sweep has told it. */
  get rttMs(): number | undefined {
    return this.#rttMs
  }

  noteSweep({ answered, srttMs, isAllOpen }: SweepFacts): void {
    this.#isUp ||= answered > 0
    this.#isAllOpen ||= isAllOpen
    this.#rttMs ??= srttMs
  }

  noteService(service: ServiceRecord): void {
    this.#isUp = true
    if (service.method === 'port' && service.banner === undefined) this.#silentPorts += 1
    this.#services.push(service)
    if (service.hostname) this.addName({ name: service.hostname, source: 'service' })
  }

  /** The names that the target stands for. */
  noteAliases(cnames: readonly string[]): void {
    this.#cnames = cnames
  }

  noteHandshake({ chain }: TlsRecord): void {
    this.#noteLeaf(chain[0])
  }

  noteTls({ chains }: TlsEndpointRecord): void {
    this.#noteLeaf((chains.named ?? chains.default)?.certificates[0])
  }

  noteHttp(http: HttpRecord): void {
    this.#https.push(http)
    for (const { to } of http.redirects) {
      const name = URL.parse(to)?.hostname
      if (name && isIP(name.replace(/^\[|\]$/g, '')) === 0)
        this.addName({ name, source: 'redirect' })
    }
  }

  addName(name: HostName): void {
    if (this.#names.length >= maxNames) return
    if (!this.#names.some((known) => known.name === name.name && known.source === name.source)) {
      this.#names.push(name)
    }
  }

  toRecord(): HostRecord {
    const os = guessOs(this.#services)
    const provider = this.#findProvider()
    return {
      address: this.#address,
      family: isIPv6(this.#address) ? 6 : 4,
      state: this.#isUp ? 'up' : 'unknown',
      ...(this.#rttMs === undefined ? {} : { rttMs: Math.round(this.#rttMs * 1000) / 1000 }),
      names: this.#names,
      ...(os === undefined ? {} : { os }),
      ...(provider === undefined ? {} : { provider }),
      isAllOpen: this.#isAllOpen,
      isTarpit: this.#silentPorts >= tarpitPorts && this.#silentPorts === this.#services.length,
    }
  }

  #noteLeaf(leaf: CertificateRecord | undefined): void {
    if (!leaf) return
    this.#issuers.add(leaf.issuer)
    for (const name of leaf.dnsNames) this.addName({ name, source: 'certificate' })
  }

  #findProvider(): HostRecord['provider'] {
    const namesOf = (wanted: HostName['source']) =>
      this.#names.filter(({ source }) => source === wanted).map(({ name }) => name)
    return findProvider({
      headers: this.#https.flatMap(({ headers }) => headers),
      cookieNames: this.#https.flatMap(({ cookies }) => cookies.map(({ name }) => name)),
      cnames: this.#cnames,
      ptrNames: namesOf('ptr'),
      certificateNames: namesOf('certificate'),
      issuers: [...this.#issuers],
    })
  }
}

type SweepFacts = {
  readonly answered: number
  readonly srttMs: number | undefined
  readonly isAllOpen: boolean
}

const maxNames = 200
// Fewer silent ports than this are rather services that we do not know.
const tarpitPorts = 10
