import { defineHttpApplication } from './define-http-application.ts'

/** The kubelet: `GET /pods`, which asks for a login unless anonymous requests are allowed. */
export const kubelet = defineHttpApplication({
  id: 'kubelet',
  title: 'kubelet',
  ports: [10255],
  tlsPorts: [10250],
  hint: () => undefined,
  path: '/pods',
  read: ({ status, text }) => {
    const isOpen = status === 200 && /^\s{0,5}\{\s{0,5}"kind":\s{0,5}"PodList"/.test(text)
    const isLocked =
      (status === 401 && text.trim() === 'Unauthorized') ||
      (status === 403 && text.startsWith('Forbidden (user=system:anonymous'))
    if (!isOpen && !isLocked) return undefined
    return {
      evidence: isOpen ? 'GET /pods lists the pods' : 'GET /pods asks for a login',
      isAuthRequired: isLocked || undefined,
      isAnonymousAllowed: isOpen || undefined,
    }
  },
})
