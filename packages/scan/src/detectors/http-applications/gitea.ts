import { defineHttpApplication } from './define-http-application.ts'
import { textAt } from './read-json.ts'

/** Gitea and Forgejo: `GET /api/v1/version` (miscellaneous API, "getVersion"). */
export const gitea = defineHttpApplication({
  id: 'gitea',
  title: 'Gitea',
  hint: (page) =>
    page.cookies.some((cookie) => /^i_like_(?:gitea|forgejo)=/.test(cookie)) ||
    /Powered by (?:Gitea|Forgejo)/.test(page.text)
      ? 'named'
      : undefined,
  path: '/api/v1/version',
  read: ({ json }, first) => {
    const version = textAt(json, 'version')
    const isForgejo = version?.includes('+gitea-') === true || /Powered by Forgejo/.test(first.text)
    return {
      evidence: version === undefined ? 'cookie or footer' : 'GET /api/v1/version answers',
      product: isForgejo ? 'Forgejo' : 'Gitea',
      version,
    }
  },
})
