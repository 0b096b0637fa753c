import { Type } from 'typebox'

/** The reply of every write that needs to say no more. */
export const acknowledgementSchema = Type.Object({ message: Type.String() })
