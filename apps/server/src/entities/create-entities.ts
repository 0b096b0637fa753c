import {
  AppError,
  type Entity,
  type EntityReport,
  entityId,
  parseEntityId,
  parseValue,
  type Principal,
} from '@windvane/model'

import { type Store } from '../store/store.ts'
import { associate, type Association } from './associate.ts'
import { comment, type Comment, type NewComment } from './comment.ts'
import { type Definition, definitions } from './definitions.ts'
import { findEntities } from './find-entities.ts'
import { type Submission } from './flatten-report.ts'
import { type CommentPage, listComments } from './list-comments.ts'
import { listRelated, type Related, type RelatedRequest } from './list-related.ts'
import { sha3 } from './sha3.ts'
import { submit, type SubmitOptions } from './submit.ts'
import { toViewer } from '../entity-rows/visible.ts'

/** Entities: what is reported on them, and what each reader may know of them. */
export type Entities = {
  readonly submit: (principal: Principal, report: EntityReport) => Promise<void>
  /** All of them in one transaction, or none. */
  readonly submitMany: (submissions: readonly Submission[]) => Promise<void>
  /** Reports an entity and marks it as never to be judged negatively. */
  readonly markWellKnown: (principal: Principal, report: EntityReport) => Promise<void>
  readonly associate: (principal: Principal, association: Association) => Promise<void>
  readonly comment: (principal: Principal, request: NewComment) => Promise<Comment>
  readonly definitions: readonly Definition[]
  /** Throws `no_results` for what is unknown, and alike for what the reader may not see. */
  readonly get: (principal: Principal, id: string) => Promise<Entity>
  readonly lookUp: (principal: Principal, type: string, value: unknown) => Promise<Entity>
  readonly listRelated: (principal: Principal, request: RelatedRequest) => Promise<Related>
  readonly listComments: (
    principal: Principal,
    request: Parameters<typeof listComments>[2],
  ) => Promise<CommentPage>
}

export function createEntities({
  store,
  ...rules
}: { readonly store: Store } & SubmitOptions): Entities {
  return {
    submit: (principal, report) => submit(store, [{ principal, report }], rules),
    submitMany: (submissions) => submit(store, submissions, rules),
    markWellKnown: (principal, report) =>
      submit(store, [{ principal, report, wellKnown: true }], rules),
    associate: (principal, association) => associate({ store, ...rules }, principal, association),
    comment: (principal, request) => comment(store, principal, request),
    definitions,
    get: async (principal, id) => {
      parseEntityId(id)
      return getEntity(store, principal, id)
    },
    // Asking for a private address is harmless, and one may be stored by a scan of this network.
    lookUp: async (principal, type, value) => {
      const { text } = parseValue(type, value, { privateAddresses: 'accept', param: 'value' })
      return getEntity(store, principal, entityId(type, text, sha3))
    },
    listRelated: (principal, request) => listRelated(store, toViewer(principal.groups), request),
    listComments: (principal, request) => listComments(store, toViewer(principal.groups), request),
  }
}

async function getEntity(store: Store, principal: Principal, id: string): Promise<Entity> {
  const [entity] = await findEntities(store, toViewer(principal.groups), [id])
  if (entity === undefined) throw new AppError('no_results')
  return entity
}
