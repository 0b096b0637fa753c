import { AppError, type Principal } from '@windvane/model'
import { type Store } from '../store/store.ts'
import { type AlertSourceKind } from './alert-source.ts'
import { findSource } from './find-sources.ts'
import { findRoom, raiseNotice, type RaisePorts } from './raise-alerts.ts'

/** Raises an alert of event `test` and gives its id; it counts towards the alerts of the hour. */
export async function sendTest(
  ports: RaisePorts & { readonly store: Store },
  principal: Principal,
  place: { readonly kind: AlertSourceKind; readonly id: string },
): Promise<string> {
  const { store, limits } = ports
  return store.transaction(async (tx) => {
    const source = await findSource(tx, principal, place)
    if (source.webhookUrl === undefined) {
      throw new AppError('invalid_request', { reason: 'there is no webhook', param: 'webhook' })
    }
    const at = new Date()
    const room = await findRoom(tx, [{ source }], { at, perHour: limits.perHour })
    if ((room.get(source.id) ?? 0) <= 0) throw tooMany(limits.perHour)
    return raiseNotice(tx, ports, { source, event: 'test', at })
  })
}

function tooMany(perHour: number): AppError {
  const reason = `more than ${perHour} alerts in an hour`
  return new AppError('too_many_requests', { reason }, { retryAfterSeconds: 3_600 })
}
