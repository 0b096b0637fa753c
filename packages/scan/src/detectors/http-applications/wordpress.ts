import { defineHttpApplication } from './define-http-application.ts'

/** WordPress: the generator of its pages, its folders, its Link header. */
export const wordpress = defineHttpApplication({
  id: 'wordpress',
  title: 'WordPress',
  place: 'page',
  read: ({ generator = '', text, headers }) => {
    const version = /^WordPress (\d[\w.-]{0,20})/.exec(generator)?.[1]
    const isOurs =
      generator.startsWith('WordPress') ||
      /\/wp-(?:content|includes)\//.test(text) ||
      headers.some(([, value]) => value.includes('https://api.w.org/'))
    return isOurs ? { evidence: generator || 'folders or headers', version } : undefined
  },
})
