import { type AlertBody, type WatchlistBody } from '@windvane/api'
import { CommandError, type Environment } from '../define-command.ts'
import { requestServer } from '../server-client.ts'
import { printable } from '../terminal/printable.ts'

export type Watchlist = WatchlistBody

export type Alert = AlertBody

export const watchlistsPath = '/api/search/v1/watchlists'

/** The caller's watchlists, newest first. */
export async function listWatchlists(environment: Environment): Promise<readonly Watchlist[]> {
  const path = `${watchlistsPath}?limit=1000`
  const { body } = await requestServer(environment, { method: 'GET', path })
  // the reply schema of the route
  return (body as { readonly results: readonly Watchlist[] }).results
}

/** The watchlist of that id or name. Throws when there is none, and when several have the name. */
export async function getWatchlist(environment: Environment, text: string): Promise<Watchlist> {
  const found = await findWatchlist(environment, text)
  if (found !== undefined) return found
  throw new CommandError(`There is no watchlist "${printable(text)}"`, { exitCode: 1 })
}

/** The same, `undefined` when there is none. */
export async function findWatchlist(
  environment: Environment,
  text: string,
): Promise<Watchlist | undefined> {
  const all = await listWatchlists(environment)
  const [found, ...others] = all.filter(({ id, name }) => id === text || name === text)
  if (others.length === 0) return found
  const ids = [found, ...others].map((each) => each?.id).join(', ')
  throw new CommandError(
    `There are ${others.length + 1} watchlists "${printable(text)}": name one by its id, ${ids}`,
    { exitCode: 64 },
  )
}
