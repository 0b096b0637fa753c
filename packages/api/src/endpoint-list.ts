import { type Endpoint } from './define-endpoint.ts'
import * as byName from './endpoints/index.ts'

/** Every endpoint of the contract. */
export const endpoints: readonly Endpoint[] = Object.freeze(Object.values(byName))
