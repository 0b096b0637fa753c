import { defineHttpApplication } from './define-http-application.ts'

/** Drupal: X-Generator and the generator of its pages. */
export const drupal = defineHttpApplication({
  id: 'drupal',
  title: 'Drupal',
  place: 'page',
  read: (page) => {
    const told = page.header('x-generator') ?? page.generator ?? ''
    const version = /^Drupal (\d[\d.]{0,10})/.exec(told)?.[1]
    const isTold = told.startsWith('Drupal') || page.header('x-drupal-cache') !== undefined
    return isTold ? { evidence: told || 'X-Drupal-Cache header', version } : undefined
  },
})
