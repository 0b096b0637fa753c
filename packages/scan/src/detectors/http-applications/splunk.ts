import { defineHttpApplication } from './define-http-application.ts'

/** Splunk: the Server header; its management port names the version in `GET /`. */
export const splunk = defineHttpApplication({
  id: 'splunk',
  title: 'Splunk',
  tlsPorts: [8089],
  read: ({ header, text }) => {
    if (header('server') !== 'Splunkd') return undefined
    const generator = /<generator build="[^"]{0,60}" version="(\d[^"]{0,30})"/.exec(text)
    return { evidence: 'Server header', version: generator?.[1], isAuthRequired: true }
  },
})
