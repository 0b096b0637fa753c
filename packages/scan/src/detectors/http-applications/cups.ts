import { defineHttpApplication } from './define-http-application.ts'

/** CUPS: the Internet Printing Protocol (RFC 8010) and its pages, told by the Server header. */
export const cups = defineHttpApplication({
  id: 'cups',
  title: 'CUPS',
  ports: [631],
  tlsPorts: [631],
  read: (page) => {
    const server = /^CUPS\/(\d[\d.]{0,20})/.exec(page.header('server') ?? '')
    if (!server) return undefined
    const titled = /CUPS v?(\d[\w.]{0,20})/.exec(page.title ?? '')
    return { evidence: 'Server header', service: 'ipp', version: titled?.[1] ?? server[1] }
  },
})
