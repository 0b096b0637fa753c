import { Type } from 'typebox'

/** How often a key occurs; clients drop keys that are not strings (contract.md 5.3). */
export const bucketsSchema = Type.Array(
  Type.Object({ key: Type.String({ minLength: 1 }), count: Type.Integer() }),
)
