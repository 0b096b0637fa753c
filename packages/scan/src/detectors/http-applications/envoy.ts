import { defineHttpApplication } from './define-http-application.ts'
import { textAt } from './read-json.ts'

/** Envoy's administration interface: `GET /server_info`. */
export const envoy = defineHttpApplication({
  id: 'envoy',
  title: 'Envoy',
  ports: [9901],
  hint: ({ title }) => (title === 'Envoy Admin' ? 'named' : undefined),
  path: '/server_info',
  read: ({ json }) => {
    // <commit>/<version>/<tree state>/<build>/<TLS library>
    const told = /^[0-9a-f]{7,64}\/(\d[\w.-]{0,30})\//.exec(textAt(json, 'version') ?? '')
    if (!told) return undefined
    return {
      evidence: 'GET /server_info answers',
      version: told[1],
      isAnonymousAllowed: true,
      extra: { state: textAt(json, 'state') },
    }
  },
})
