import { defineHttpApplication } from './define-http-application.ts'
import { textAt, valueAt } from './read-json.ts'

/** Docker Engine and Podman: `GET /version` (Engine API, "Get version"). */
export const docker = defineHttpApplication({
  id: 'docker',
  title: 'Docker',
  ports: [2375, 4243],
  tlsPorts: [2376],
  hint: (page) => {
    if (/^(?:Docker|Libpod)\//.test(page.header('server') ?? '')) return 'named'
    return textAt(page.json, 'message') === 'page not found' ? 'likely' : undefined
  },
  path: '/version',
  read: ({ json }) => {
    const apiVersion = textAt(json, 'ApiVersion')
    const version = textAt(json, 'Version')
    if (apiVersion === undefined || version === undefined) return undefined
    return {
      evidence: 'GET /version answers',
      product: JSON.stringify(valueAt(json, 'Components') ?? '').includes('Podman')
        ? 'Podman'
        : 'Docker',
      version,
      isAnonymousAllowed: true,
      extra: {
        apiVersion,
        os: textAt(json, 'Os'),
        architecture: textAt(json, 'Arch'),
        kernelVersion: textAt(json, 'KernelVersion'),
      },
    }
  },
})
