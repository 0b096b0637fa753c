import { defineHttpApplication } from './define-http-application.ts'

/** Varnish: the headers that it adds in front of a server, and its own error page. */
export const varnish = defineHttpApplication({
  id: 'varnish',
  title: 'Varnish',
  place: 'page',
  read: (page) => {
    const via = /varnish(?: \(Varnish\/(\d[\w.-]{0,20})\))?/i.exec(page.header('via') ?? '')
    const isFront = via !== null || page.header('x-varnish') !== undefined
    const isError = page.text.includes('Varnish cache server') && /Guru Meditation/.test(page.text)
    if (!isFront && !isError) return undefined
    return { evidence: isFront ? 'Via or X-Varnish header' : 'error page', version: via?.[1] }
  },
})
