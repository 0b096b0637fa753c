import { defineHttpApplication } from './define-http-application.ts'
import { textAt } from './read-json.ts'

/** Jupyter Server and Notebook: `GET /api` ("Get the Jupyter Notebook server version"). */
export const jupyter = defineHttpApplication({
  id: 'jupyter',
  title: 'Jupyter Server',
  hint: (page) => {
    if (/^(?:Jupyter|JupyterLab|Home Page - Select or create a notebook)/.test(page.title ?? '')) {
      return 'likely'
    }
    return /^\/(?:tree|lab)\b/.test(page.header('location') ?? '') ? 'likely' : undefined
  },
  path: '/api',
  read: ({ json, status }, first) => {
    const version = textAt(json, 'version')
    if (status !== 200 || version === undefined || !/^\d+\.\d/.test(version)) return undefined
    const isLogin = /\/login\?/.test(first.header('location') ?? '')
    return { evidence: 'GET /api answers', version, isAuthRequired: isLogin || undefined }
  },
})
