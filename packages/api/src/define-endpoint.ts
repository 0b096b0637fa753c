import { type Role } from '@windvane/model'
import { type TObject, type TSchema } from 'typebox'

/** One route of the contract: all that client, server and documentation need to know of it. */
export type Endpoint = {
  /** Dotted, mirrors the path: `ingest.scan.create`. */
  readonly name: string
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Path with `:name` parameters, from the origin. */
  readonly path: string
  /**
   * The caller needs one of these; `public` needs no credential and looks at none, `optional` needs
   * none either, but one that is shown has to be good.
   */
  readonly roles: 'public' | 'optional' | 'authenticated' | readonly Role[]
  readonly summary: string
  /** Largest body in bytes (reliability.md 2.7): auth 16 KiB, scan and search 256 KiB, ingest 1 MiB. */
  readonly bodyLimitBytes?: number
  readonly params?: TSchema
  readonly query?: TSchema
  /** Request headers that are read, by lower-case name. */
  readonly headers?: TObject
  readonly body?: TSchema
  /**
   * How a good reply leaves: by its schema unless told; `document` is stored JSON sent as it is,
   * `events` a stream of server-sent events, `socket` the messages of a WebSocket, `file` bytes with
   * headers of their own.
   */
  readonly sends?: 'document' | 'events' | 'socket' | 'file'
  /** Reply schema by status. Members that a schema does not declare never leave the server. */
  readonly replies: Readonly<Partial<Record<200 | 202, TSchema>>>
}

export function defineEndpoint<const E extends Endpoint>(endpoint: E): Readonly<E> {
  return Object.freeze(endpoint)
}
