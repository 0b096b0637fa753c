import { defineHttpApplication } from './define-http-application.ts'
import { textAt } from './read-json.ts'

/** Kibana: its headers, and `GET /api/status` ("Get Kibana's current status"). */
export const kibana = defineHttpApplication({
  id: 'kibana',
  title: 'Kibana',
  ports: [5601],
  hint: (page) => {
    if (page.header('kbn-name') ?? page.header('kbn-version')) return 'named'
    return page.header('kbn-license-sig') !== undefined ? 'named' : undefined
  },
  path: '/api/status',
  read: ({ json, header }, first) => {
    const version = textAt(json, 'version', 'number') ?? first.header('kbn-version')
    const isOurs =
      textAt(json, 'status', 'overall', 'level') !== undefined ||
      textAt(json, 'status', 'overall', 'state') !== undefined ||
      (header('kbn-name') ?? first.header('kbn-name')) !== undefined
    if (!isOurs) return undefined
    const isLogin = (first.header('location') ?? '').includes('/login')
    return {
      evidence: 'GET /api/status or its headers',
      version,
      isAuthRequired: isLogin || undefined,
      isAnonymousAllowed: (version !== undefined && !isLogin) || undefined,
      extra: { name: textAt(json, 'name') ?? first.header('kbn-name') },
    }
  },
})
