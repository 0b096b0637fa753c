import { defineHttpApplication } from './define-http-application.ts'

/** WebDAV (RFC 4918 10.1): servers that say so without being asked. */
export const webdav = defineHttpApplication({
  id: 'webdav',
  title: 'WebDAV',
  place: 'page',
  read: (page) =>
    (page.header('dav') ?? page.header('ms-author-via')) === undefined
      ? undefined
      : { evidence: 'DAV header', extra: { classes: page.header('dav') } },
})
