import { Type } from 'typebox'

/** Path parameter: `<type>-<64 hexadecimal digits>`, judged by the model. */
export const entityIdParamsSchema = Type.Object({ id: Type.String() })
