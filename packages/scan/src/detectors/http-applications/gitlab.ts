import { defineHttpApplication } from './define-http-application.ts'

/** GitLab: the headers and cookies of every page. */
export const gitlab = defineHttpApplication({
  id: 'gitlab',
  title: 'GitLab',
  read: (page) => {
    const isOurs =
      page.header('x-gitlab-meta') !== undefined ||
      page.cookies.some((cookie) => cookie.startsWith('_gitlab_session='))
    if (!isOurs) return undefined
    const isLogin = page.header('location')?.endsWith('/users/sign_in') === true
    return { evidence: 'header or cookie of GitLab', isAuthRequired: isLogin || undefined }
  },
})
