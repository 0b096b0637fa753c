import { defineHttpApplication } from './define-http-application.ts'
import { textAt } from './read-json.ts'

/** UniFi Network: `GET /status`, its public state. */
export const unifi = defineHttpApplication({
  id: 'unifi',
  title: 'UniFi Network',
  hint: (page) => {
    if (/^UniFi (?:Network|OS|SDN)/.test(page.title ?? '')) return 'named'
    return /\/manage\/?$/.test(page.header('location') ?? '') ? 'likely' : undefined
  },
  path: '/status',
  read: ({ json }, first) => {
    const version = textAt(json, 'meta', 'server_version')
    const isTitled = /^UniFi (?:Network|OS|SDN)/.test(first.title ?? '')
    if (version === undefined && !isTitled) return undefined
    return {
      evidence: version ? 'GET /status answers' : 'title',
      version,
      isAuthRequired: true,
      extra: { uuid: textAt(json, 'meta', 'uuid') },
    }
  },
})
