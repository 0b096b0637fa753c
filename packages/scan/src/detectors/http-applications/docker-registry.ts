import { defineHttpApplication } from './define-http-application.ts'

/** A registry of container images: `GET /v2/` (OCI Distribution, "Determining Support"). */
export const dockerRegistry = defineHttpApplication({
  id: 'docker-registry',
  title: 'Docker Registry',
  ports: [5000],
  hint: (page) =>
    page.header('docker-distribution-api-version') !== undefined ? 'named' : undefined,
  path: '/v2/',
  read: (answer) => {
    if (answer.header('docker-distribution-api-version') === undefined) return undefined
    return {
      evidence: 'GET /v2/ names the distribution API',
      isAuthRequired: answer.status === 401 || undefined,
      isAnonymousAllowed: answer.status === 200 || undefined,
    }
  },
})
