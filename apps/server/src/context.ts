/** The built ports and features of one process, made here from configuration and passed by hand. */
export type Context = AsyncDisposable
