import { defineHttpApplication } from './define-http-application.ts'

/** Joomla: the generator of its pages, and its manifest, a public file that names the version. */
export const joomla = defineHttpApplication({
  id: 'joomla',
  title: 'Joomla',
  place: 'page',
  hint: ({ generator }) => (generator?.startsWith('Joomla!') ? 'named' : undefined),
  path: '/administrator/manifests/files/joomla.xml',
  read: ({ status, text }) => {
    if (status !== 200 || !text.includes('<extension')) return undefined
    const version = /<version>(\d[\w.-]{0,30})<\/version>/.exec(text)?.[1]
    return { evidence: 'manifest of Joomla', version }
  },
})
