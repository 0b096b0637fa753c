import { type HttpPage } from '../http-page.ts'
import { defineHttpApplication } from './define-http-application.ts'
import { textAt, valueAt } from './read-json.ts'

/** The Kubernetes API: `GET /version`, which anybody may ask; `/` tells who may ask more. */
export const kubernetes = defineHttpApplication({
  id: 'kubernetes',
  title: 'Kubernetes',
  ports: [8001],
  tlsPorts: [6443, 16443],
  hint: (page) => {
    if (page.headers.some(([name]) => /^x-kubernetes-pf-/i.test(name))) return 'named'
    if (isStatus(page)) return 'likely'
    return listsPaths(page) ? 'named' : undefined
  },
  path: '/version',
  read: (answer, first) => {
    const version = textAt(answer.json, 'gitVersion')
    if (version === undefined && !isStatus(answer)) return undefined
    const isOpen = first.status === 200 && listsPaths(first)
    return {
      evidence: version === undefined ? 'a Status object' : 'GET /version answers',
      version,
      isAuthRequired: first.status === 401 || first.status === 403 || undefined,
      isAnonymousAllowed: isOpen || undefined,
      extra: { platform: textAt(answer.json, 'platform') },
    }
  },
})

function isStatus({ json }: HttpPage): boolean {
  return textAt(json, 'kind') === 'Status' && textAt(json, 'apiVersion') === 'v1'
}

function listsPaths({ json }: HttpPage): boolean {
  const paths = valueAt(json, 'paths')
  return Array.isArray(paths) && paths.includes('/api')
}
