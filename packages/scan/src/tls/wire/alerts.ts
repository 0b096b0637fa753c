/** Alerts that tell more than that the server refuses (RFC 8446 6.2, RFC 7507, RFC 7301). */
export const alerts = {
  closeNotify: 0,
  handshakeFailure: 40,
  protocolVersion: 70,
  inappropriateFallback: 86,
  unrecognizedName: 112,
  noApplicationProtocol: 120,
} as const
