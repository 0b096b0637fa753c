import { type AlertBody } from '@windvane/api'
import { countPages, type Paging } from '@windvane/model'
import { type AlertPage, type ToldAlert } from '../alerts/list-alerts.ts'

export function toAlertPageBody({ total, alerts }: AlertPage, { limit }: Paging) {
  return { items: total, pages: countPages(total, limit), results: alerts.map(toAlertBody) }
}

function toAlertBody({ body, delivery }: ToldAlert) {
  // The message was written by this server, in the shape of the schema.
  const message = JSON.parse(body) as AlertBody
  return delivery === undefined ? message : { ...message, delivery }
}
