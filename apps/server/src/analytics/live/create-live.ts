import { AppError, type Principal } from '@windvane/model'
import { type Credential, type Identity } from '../../accounts/identity.ts'
import { toViewer } from '../../entity-rows/visible.ts'
import { type FollowLive, followLive } from './follow-live.ts'
import { createLiveHub } from './live-hub.ts'
import { createLivePositions } from './live-position.ts'
import { issueTicket, redeemTicket, type TicketPorts } from './live-tickets.ts'
import { type LiveTelling } from './tell-viewer.ts'

/** What becomes known, told to whoever may know it as it is written. */
export type Live = {
  readonly issueTicket: (
    principal: Principal,
    credential: Credential | undefined,
  ) => Promise<string>
  /** Throws `authentication_required` for a ticket that opens nothing. */
  readonly redeemTicket: (ticket: string | undefined) => Promise<Identity>
  readonly follow: (principal: Principal) => Promise<FollowLive>
  /** Events that say where their reader stands; goes on after one of them. */
  readonly resume: (principal: Principal, lastId: string | undefined) => Promise<FollowNumbered>
}

type FollowNumbered = (signal: AbortSignal) => AsyncIterable<LiveTelling & { readonly id: string }>

export type LivePorts = TicketPorts & { readonly secretKey: Buffer }

export function createLive({ store, accounts, secretKey }: LivePorts): Live {
  const hub = createLiveHub(store)
  const positions = createLivePositions(secretKey)
  return {
    issueTicket: (principal, credential) => issueTicket({ store, accounts }, principal, credential),
    redeemTicket: (ticket) => redeemTicket({ store, accounts }, ticket),
    follow: ({ groups }) => followLive({ store, hub }, toViewer(groups), undefined),
    resume: async ({ groups }, lastId = '') => {
      const position = lastId === '' ? undefined : positions.open(lastId)
      if (lastId !== '' && position === undefined) throw unknownId()
      const follow = await followLive({ store, hub }, toViewer(groups), position)
      return async function* number(signal) {
        for await (const { name, data, position: place } of follow(signal)) {
          yield { id: positions.seal(place), name, data }
        }
      }
    },
  }
}

function unknownId(): AppError {
  const param = 'last-event-id'
  return new AppError('invalid_request', { reason: `${param} is none of this feed`, param })
}
