import { defineHttpApplication } from './define-http-application.ts'

/** Proxmox Virtual Environment and Backup Server: their pages name the version of the manager. */
export const proxmox = defineHttpApplication({
  id: 'proxmox',
  title: 'Proxmox Virtual Environment',
  tlsPorts: [8006, 8007],
  read: ({ header, title, text }) => {
    const product = /Proxmox (?:Virtual Environment|Backup Server|Mail Gateway)/.exec(title ?? '')
    if (!product && !header('server')?.startsWith('pve-api-daemon')) return undefined
    const version = /(?:pvemanagerlib|proxmox-backup-gui|pmgmanagerlib)\.js\?ver=(\d[\w.-]{0,30})/
    return {
      evidence: product ? 'title' : 'Server header',
      ...(product ? { product: product[0] } : {}),
      version: version.exec(text)?.[1],
      isAuthRequired: true,
    }
  },
})
