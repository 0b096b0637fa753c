import { AppError, type Principal } from '@windvane/model'
import { type Accounts } from '../../accounts/create-accounts.ts'
import { type Credential, type Identity } from '../../accounts/identity.ts'
import { randomToken } from '../../accounts/random-token.ts'
import { secretHash } from '../../accounts/secret-hash.ts'
import { defineStatement, type Queryable } from '../../store/store.ts'

export type TicketPorts = {
  readonly store: Queryable
  readonly accounts: Pick<Accounts, 'findHolders'>
}

/** A ticket that stands for this credential, once; only its digest is kept. */
export async function issueTicket(
  { store }: TicketPorts,
  principal: Principal,
  credential: Credential | undefined,
): Promise<string> {
  if (credential === undefined) throw new AppError('authentication_required')
  const ticket = randomToken(ticketLength)
  await forgetTickets(store)
  await store.query(insert, [
    secretHash(ticket),
    credential.kind,
    credential.id,
    principal.groups,
    ticketLifeMs,
  ])
  return ticket
}

/**
 * Whom a ticket stands for. Throws `authentication_required` for one that is unknown, used or over,
 * and when the credential is not good any more or reads with other groups.
 */
export async function redeemTicket(
  { store, accounts }: TicketPorts,
  ticket: string | undefined,
): Promise<Identity> {
  if (ticket === undefined || !ticketForm.test(ticket)) throw refused()
  const [row] = await store.query(take, [secretHash(ticket)])
  if (row === undefined) throw refused()
  const credential = { kind: row.credential_kind, id: row.credential_id }
  const principal = (await accounts.findHolders([credential])).get(credential.id)
  if (principal === undefined || principal.groups.join() !== row.groups.join()) throw refused()
  return { principal, credential }
}

/** Removes tickets that nobody used in time. */
export async function forgetTickets(db: Queryable): Promise<void> {
  await db.query(forget)
}

/** contract.md 5.6. */
const ticketLifeMs = 30_000
const ticketLength = 43
const ticketForm = /^[A-Za-z0-9]{43}$/

function refused(): AppError {
  return new AppError('authentication_required')
}

const insert = defineStatement<never>(
  'live-issue-ticket',
  `INSERT INTO live_tickets (ticket_hash, credential_kind, credential_id, groups, expire_at)
   VALUES ($1, $2, $3, $4::text[], clock_timestamp() + $5 * interval '1 ms')`,
)

type TicketRow = {
  readonly credential_kind: Credential['kind']
  readonly credential_id: string
  readonly groups: readonly string[]
}

/** Of two who come with one ticket the delete gives it to one. */
const take = defineStatement<TicketRow>(
  'live-redeem-ticket',
  `DELETE FROM live_tickets WHERE ticket_hash = $1 AND expire_at > clock_timestamp()
   RETURNING credential_kind, credential_id, groups`,
)

const forget = defineStatement<never>(
  'live-forget-tickets',
  `DELETE FROM live_tickets WHERE ticket_hash IN (
     SELECT ticket_hash FROM live_tickets WHERE expire_at <= clock_timestamp()
     ORDER BY expire_at LIMIT 100 FOR UPDATE SKIP LOCKED)`,
)
