import { defineHttpApplication } from './define-http-application.ts'

/** Synology DiskStation Manager: its front page. */
export const synology = defineHttpApplication({
  id: 'synology',
  title: 'Synology DiskStation Manager',
  tlsPorts: [5001],
  read: ({ title, text }) => {
    const isTitled = /Synology(?: DiskStation|NAS|RackStation)|DiskStation/.test(title ?? '')
    const isScript = text.includes('SYNO.SDS.Session') || text.includes('/webman/')
    if (!isTitled && !isScript) return undefined
    return { evidence: isTitled ? 'title' : 'scripts of DSM', isAuthRequired: true }
  },
})
