import { defineHttpApplication } from './define-http-application.ts'
import { textAt, valueAt } from './read-json.ts'

/** Apache CouchDB: the welcome of `/`, and `GET /_all_dbs`, which an open server answers. */
export const couchdb = defineHttpApplication({
  id: 'couchdb',
  title: 'CouchDB',
  ports: [5984],
  tlsPorts: [6984],
  hint: (page) =>
    textAt(page.json, 'couchdb') === 'Welcome' || page.header('server')?.startsWith('CouchDB/')
      ? 'named'
      : undefined,
  path: '/_all_dbs',
  read: (answer, first) => {
    const server = /^CouchDB\/(\d[\w.-]{0,30})/.exec(first.header('server') ?? '')
    if (textAt(first.json, 'couchdb') !== 'Welcome' && !server) return undefined
    const isOpen = answer.status === 200 && Array.isArray(answer.json)
    return {
      evidence: isOpen ? 'GET /_all_dbs lists the databases' : 'welcome of /',
      version: textAt(first.json, 'version') ?? server?.[1],
      isAuthRequired: answer.status === 401 || undefined,
      isAnonymousAllowed: isOpen || undefined,
      extra: {
        uuid: textAt(first.json, 'uuid'),
        features: valueAt(first.json, 'features'),
        databaseCount: Array.isArray(answer.json) ? answer.json.length : undefined,
      },
    }
  },
})
