import { type HttpPage } from '../http-page.ts'
import { defineHttpApplication } from './define-http-application.ts'

/** VMware ESXi and vCenter: `GET /sdk/vimServiceVersions.xml` names the version of the API. */
export const vmware = defineHttpApplication({
  id: 'vmware',
  title: 'VMware ESXi',
  hint: (page) => (productOf(page) ? 'named' : undefined),
  path: '/sdk/vimServiceVersions.xml',
  read: ({ text }, first) => {
    const product = productOf(first)
    if (product === undefined) return undefined
    const apiVersion = /<version>(\d[\d.]{0,20})<\/version>/.exec(text)?.[1]
    return { evidence: 'welcome page', product, isAuthRequired: true, extra: { apiVersion } }
  },
})

function productOf({ title = '', text }: HttpPage): string | undefined {
  if (/vCenter|vSphere Client/.test(title) || text.includes('ID_VC_Welcome')) {
    return 'VMware vCenter'
  }
  const isEsxi = /ESXi?/.test(title) || text.includes('ID_EESX_Welcome')
  return isEsxi ? 'VMware ESXi' : undefined
}
