import { defineHttpApplication } from './define-http-application.ts'
import { textAt } from './read-json.ts'

/** OpenSearch Dashboards: its headers, and `GET /api/status`. */
export const opensearchDashboards = defineHttpApplication({
  id: 'opensearch-dashboards',
  title: 'OpenSearch Dashboards',
  hint: (page) => (page.header('osd-name') !== undefined ? 'named' : undefined),
  path: '/api/status',
  read: ({ json }, first) => {
    const name = first.header('osd-name')
    if (name === undefined) return undefined
    const isLogin = (first.header('location') ?? '').includes('/login')
    return {
      evidence: 'osd-name header',
      version: textAt(json, 'version', 'number') ?? first.header('osd-version'),
      isAuthRequired: isLogin || undefined,
      extra: { name },
    }
  },
})
