import { Type } from 'typebox'

/** A scan task as it stands (contract.md 3.2). */
export const scanStatusSchema = Type.Object({
  id: Type.String(),
  taskId: Type.String(),
  status: Type.String(),
  message: Type.String(),
  target: Type.String(),
})
