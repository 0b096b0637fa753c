import { defineHttpApplication } from './define-http-application.ts'
import { textAt, valueAt } from './read-json.ts'

/** Nextcloud and ownCloud: `GET /status.php`, their public state. */
export const nextcloud = defineHttpApplication({
  id: 'nextcloud',
  title: 'Nextcloud',
  place: 'page',
  hint: ({ cookies }) =>
    cookies.some((cookie) => /^(?:__Host-nc_sameSiteCookie|nc_sameSite|oc_session)/.test(cookie))
      ? 'likely'
      : undefined,
  path: '/status.php',
  read: ({ json }) => {
    const product = textAt(json, 'productname')
    const version = textAt(json, 'versionstring')
    if (version === undefined || valueAt(json, 'installed') === undefined) return undefined
    return {
      evidence: 'GET /status.php answers',
      product: product?.startsWith('ownCloud') ? 'ownCloud' : 'Nextcloud',
      version,
      isAuthRequired: true,
      extra: { productName: product, maintenance: valueAt(json, 'maintenance') },
    }
  },
})
