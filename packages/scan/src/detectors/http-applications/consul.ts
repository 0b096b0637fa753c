import { defineHttpApplication } from './define-http-application.ts'
import { textAt, valueAt } from './read-json.ts'

/** HashiCorp Consul: `GET /v1/agent/self` (Agent API, "Read Configuration"). */
export const consul = defineHttpApplication({
  id: 'consul',
  title: 'Consul',
  ports: [8500],
  tlsPorts: [8501],
  hint: (page) => {
    if (page.headers.some(([name]) => /^x-consul-/i.test(name))) return 'named'
    return /^\/ui\/?$/.test(page.header('location') ?? '') ? 'likely' : undefined
  },
  path: '/v1/agent/self',
  read: (answer) => {
    const { json, status, text } = answer
    const version = textAt(json, 'Config', 'Version')
    const isRefused = status === 403 && /^(?:Permission denied|ACL not found)/.test(text)
    if (version === undefined && !isRefused) return undefined
    return {
      evidence: isRefused ? 'GET /v1/agent/self asks for a token' : 'GET /v1/agent/self answers',
      version,
      hostname: textAt(json, 'Config', 'NodeName'),
      isAuthRequired: isRefused || undefined,
      isAnonymousAllowed: version !== undefined || undefined,
      extra: {
        datacenter: textAt(json, 'Config', 'Datacenter'),
        nodeName: textAt(json, 'Config', 'NodeName'),
        isServer: valueAt(json, 'Config', 'Server') === true,
      },
    }
  },
})
