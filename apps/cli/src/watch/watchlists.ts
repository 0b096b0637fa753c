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

/** The watchlist of that id, or the newest of that name. */
export async function findWatchlist(environment: Environment, text: string): Promise<Watchlist> {
  const all = await listWatchlists(environment)
  const found = all.find(({ id }) => id === text) ?? all.find(({ name }) => name === text)
  if (found !== undefined) return found
  throw new CommandError(`There is no watchlist "${printable(text)}"`, { exitCode: 1 })
}
