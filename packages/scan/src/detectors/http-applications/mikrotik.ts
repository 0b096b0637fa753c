import { defineHttpApplication } from './define-http-application.ts'

/** MikroTik RouterOS: the page of WebFig names the version. */
export const mikrotik = defineHttpApplication({
  id: 'mikrotik',
  title: 'MikroTik RouterOS',
  read: ({ title, text }) => {
    if (title?.startsWith('RouterOS') !== true) return undefined
    return { evidence: 'title', version: /RouterOS v(\d[\w.]{0,20})/.exec(text)?.[1] }
  },
})
