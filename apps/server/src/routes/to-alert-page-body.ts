import { type alertPageSchema } from '@windvane/api'
import { countPages, type Paging } from '@windvane/model'
import { type Static } from 'typebox'
import { type AlertPage, type ToldAlert } from '../alerts/list-alerts.ts'

type AlertPageBody = Static<typeof alertPageSchema>

export function toAlertPageBody({ total, alerts }: AlertPage, { limit }: Paging) {
  return { items: total, pages: countPages(total, limit), results: alerts.map(toAlertBody) }
}

function toAlertBody({ body, delivery }: ToldAlert) {
  // The message was written by this server, in the shape of the schema.
  const message = JSON.parse(body) as AlertPageBody['results'][number]
  return delivery === undefined ? message : { ...message, delivery }
}
