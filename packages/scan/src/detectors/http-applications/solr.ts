import { defineHttpApplication } from './define-http-application.ts'
import { textAt } from './read-json.ts'

/** Apache Solr: `GET /solr/admin/info/system` (System Info API). */
export const solr = defineHttpApplication({
  id: 'solr',
  title: 'Apache Solr',
  ports: [8983],
  hint: (page) => {
    if (page.title === 'Solr Admin') return 'named'
    return /\/solr\/?$/.test(page.header('location') ?? '') ? 'likely' : undefined
  },
  path: '/solr/admin/info/system?wt=json',
  read: ({ json, status, header }) => {
    const version = textAt(json, 'lucene', 'solr-spec-version')
    const isLocked = status === 401 && /realm="solr"/i.test(header('www-authenticate') ?? '')
    if (version === undefined && !isLocked) return undefined
    return {
      evidence: isLocked ? 'realm "solr"' : 'GET /solr/admin/info/system answers',
      version,
      isAuthRequired: isLocked || undefined,
      isAnonymousAllowed: version !== undefined || undefined,
      extra: { mode: textAt(json, 'mode') },
    }
  },
})
