import { Type } from 'typebox'

const range = Type.Object({ least: Type.Number(), most: Type.Number() })

/** What a scan would do: `ScanForecast` of the model. */
export const scanForecastSchema = Type.Object({
  target: Type.String(),
  addresses: Type.Array(
    Type.Object({
      address: Type.String(),
      family: Type.Union([Type.Literal(4), Type.Literal(6)]),
      skipped: Type.Optional(Type.String()),
    }),
  ),
  tcpPorts: Type.Integer(),
  udpPorts: Type.Integer(),
  profile: Type.String(),
  packets: range,
  seconds: range,
  verdict: Type.Union([Type.Literal('allowed'), Type.Literal('refused')]),
  reason: Type.Optional(Type.String()),
})
