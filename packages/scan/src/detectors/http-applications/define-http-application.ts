import { type HttpPage } from '../http-page.ts'

/**
 * A product that is spoken to in HTTP: how the answer to `GET /` hints at it, one documented
 * read-only GET, and how its answer reads. Does no I/O, never logs in.
 */
export type HttpApplication = {
  readonly id: string
  /** The product's name; a rule for `http.application` knows its vendor and CPE. */
  readonly title: string
  /** Usual ports: there its question is asked even without a hint. */
  readonly ports: readonly number[]
  /** Ports where it is usually met inside TLS. */
  readonly tlsPorts: readonly number[]
  /** A server of its own names the service; pages of others are only listed among its software. */
  readonly place: 'server' | 'page'
  /**
   * What the first answer says: `named` is proof, `likely` is worth a question, `possible` only when
   * nothing likelier is known.
   */
  readonly hint: (page: HttpPage) => Hint | undefined
  /** What is asked; absent where the first answer tells everything. */
  readonly path?: string
  /** Reads the answer to the question, and the first answer again; undefined when it is not ours. */
  readonly read: (answer: HttpPage, first: HttpPage) => ApplicationFacts | undefined
}

/** How much an answer speaks for a product. */
export type Hint = 'named' | 'likely' | 'possible'

/** What a product told of itself. */
export type ApplicationFacts = {
  readonly evidence: string
  readonly version?: string | undefined
  /** Where one definition reads a family of products. */
  readonly product?: string
  /** The service's word where it is more than `http`: `ipp`. */
  readonly service?: string
  readonly hostname?: string | undefined
  readonly isAuthRequired?: boolean | undefined
  readonly isAnonymousAllowed?: boolean | undefined
  readonly extra?: Readonly<Record<string, unknown>>
}

/** An application as it is written down: without a question, what can be read needs no other hint. */
type HttpApplicationDefinition = Omit<HttpApplication, Optional> &
  Partial<Pick<HttpApplication, Optional>>

type Optional = 'ports' | 'tlsPorts' | 'place' | 'hint'

/** Defines an HTTP application. */
export function defineHttpApplication(definition: HttpApplicationDefinition): HttpApplication {
  const { read } = definition
  const hint = (page: HttpPage): Hint | undefined => (read(page, page) ? 'named' : undefined)
  return Object.freeze({ ports: [], tlsPorts: [], place: 'server', hint, ...definition })
}
