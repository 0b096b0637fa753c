import { defineHttpApplication } from './define-http-application.ts'
import { textAt } from './read-json.ts'

/** etcd: `GET /version`. Whether keys may be read is not asked: that takes a POST. */
export const etcd = defineHttpApplication({
  id: 'etcd',
  title: 'etcd',
  ports: [2379, 4001],
  tlsPorts: [2379],
  hint: ({ status, text }) =>
    status === 404 && text.trim() === '404 page not found' ? 'possible' : undefined,
  path: '/version',
  read: ({ json }) => {
    const version = textAt(json, 'etcdserver')
    if (version === undefined) return undefined
    return {
      evidence: 'GET /version tells etcdserver',
      version,
      extra: { clusterVersion: textAt(json, 'etcdcluster') },
    }
  },
})
