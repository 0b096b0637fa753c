import { type ExamineTls } from '../service/service-port.ts'
import { TrustStore } from './certificate/trust-store.ts'
import { describeEndpoint } from './describe-endpoint.ts'
import { conductInterview } from './interview/conduct-interview.ts'
import { Line } from './interview/line.ts'
import { openInterview } from './interview/open-interview.ts'
import { stillAgrees } from './interview/still-agrees.ts'

/** Lays the TLS of one port open by ClientHellos of our own, and some whole handshakes by Node. */
export const examineTls: ExamineTls = async (target) => {
  const startedAt = performance.now()
  using line = new Line(target)
  const opening = await openInterview(line)
  if (!opening) return undefined
  const interviewing = conductInterview(line, target, opening)
  // Reading the roots takes a while: it is done while the first answers are awaited.
  const store = new TrustStore(target.trustAnchors)
  const interview = await interviewing
  const isComplete = line.isComplete && (await stillAgrees(line, opening))
  return describeEndpoint(target, {
    opening,
    interview,
    store,
    connections: line.connections,
    durationMs: Math.round(performance.now() - startedAt),
    isComplete,
  })
}
