import { defineHttpApplication } from './define-http-application.ts'

/** Plex Media Server: `GET /identity`. */
export const plex = defineHttpApplication({
  id: 'plex',
  title: 'Plex Media Server',
  ports: [32_400],
  tlsPorts: [32_400],
  hint: (page) => (page.header('x-plex-protocol') !== undefined ? 'named' : undefined),
  path: '/identity',
  read: ({ text }) => {
    const tag = /<MediaContainer [^>]{0,300}\bversion="(\d[^"]{0,40})"/.exec(text)
    return tag ? { evidence: 'GET /identity answers', version: tag[1] } : undefined
  },
})
