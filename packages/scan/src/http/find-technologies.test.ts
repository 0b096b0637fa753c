import { describe, expect, it } from 'vitest'

import { type HttpPage, toHttpPage } from '../detectors/http-page.ts'
import { parseResponse } from '../detectors/parse-http-response.ts'
import { findTechnologies } from './find-technologies.ts'
import { technologyRules } from './technology-rules.ts'

function toPage(body: string, headers: readonly string[] = []): HttpPage {
  const head = headers.map((header) => `${header}\r\n`).join('')
  const response = parseResponse(Buffer.from(`HTTP/1.1 200 OK\r\n${head}\r\n${body}`))
  if (!response) throw new Error('Cannot make a page')
  return toHttpPage(response)
}

function told(page: HttpPage, cookies: readonly string[] = []): Record<string, string | null> {
  const found = findTechnologies(page, cookies)
  return Object.fromEntries(found.map(({ name, version }) => [name, version ?? null]))
}

describe('findTechnologies()', () => {
  it.each([
    [
      'Server: Apache/2.4.71 (Debian) OpenSSL/3.0.17 PHP/8.2.29',
      { 'Apache httpd': '2.4.71', OpenSSL: '3.0.17', PHP: '8.2.29' },
    ],
    ['Server: nginx', { nginx: null }],
    ['Server: Microsoft-IIS/10.0', { 'Microsoft IIS': '10.0' }],
    ['X-Powered-By: ASP.NET', { 'ASP.NET': null }],
    ['X-AspNetMvc-Version: 5.2', { 'ASP.NET MVC': '5.2' }],
    ['X-Generator: Drupal 10 (https://www.drupal.org)', { Drupal: '10' }],
    ['Via: 1.1 varnish (Varnish/7.1)', { Varnish: '7.1' }],
    ['Via: 1.1 host.example (squid/5.7)', { Squid: '5.7' }],
    ['X-Jenkins: 2.426.1', { Jenkins: '2.426.1' }],
  ])('reads the header %s', (header, expected) => {
    expect(told(toPage('', [header]))).toEqual(expected)
  })

  it.each([
    ['PHPSESSID', 'PHP'],
    ['JSESSIONID', 'Java'],
    ['laravel_session', 'Laravel'],
    ['csrftoken', 'Django'],
    ['.AspNetCore.Antiforgery.x', 'ASP.NET Core'],
    ['MoodleSessionmoodle', 'Moodle'],
    ['zbx_session', 'Zabbix'],
  ])('knows the cookie %s', (cookie, name) => {
    expect(told(toPage(''), [cookie])).toEqual({ [name]: null })
  })

  it.each([
    ['<meta name="generator" content="WordPress 6.4.1">', { WordPress: '6.4.1' }],
    ['<link href="/wp-content/themes/x.css">', { WordPress: null }],
    ['<meta name="generator" content="Hugo 0.120.4">', { Hugo: '0.120.4' }],
    ['<meta name="generator" content="MediaWiki 1.39.5">', { MediaWiki: '1.39.5' }],
    ['<meta name="ajs-version-number" content="8.5.3">', { 'Atlassian Confluence': '8.5.3' }],
    ['<app-root ng-version="17.0.3"></app-root>', { Angular: '17.0.3' }],
    ['<script src="/_next/static/chunks/main.js"></script>', { 'Next.js': null }],
    ['<script src="/js/jquery-3.7.1.min.js"></script>', { jQuery: '3.7.1' }],
    [
      '<script src="https://code.host.example/jquery/3.6.0/jquery.min.js"></script>',
      { jQuery: '3.6.0' },
    ],
    ['<script src="/jquery.js?ver=3.7.0"></script>', { jQuery: '3.7.0' }],
    [
      '<link rel=stylesheet href="/npm/bootstrap@5.3.2/dist/css/bootstrap.min.css">',
      { Bootstrap: '5.3.2' },
    ],
    ['<script src="/ajax/libs/angularjs/1.8.2/angular.min.js"></script>', { AngularJS: '1.8.2' }],
    [
      '<script src="https://www.google-analytics.com/analytics.js"></script>',
      { 'Google Analytics': null },
    ],
    ['<title>Swagger UI</title>', { 'Swagger UI': null }],
    ['<title>OPNsense | Login</title>', { OPNsense: null }],
    ['<div id="swagger-ui"></div>', { 'Swagger UI': null }],
    ['<p>We like WordPress, jquery and nginx.</p>', {}],
  ])('reads %s', (html, expected) => {
    expect(told(toPage(html))).toEqual(expected)
  })

  it('names each once, with the version of whoever tells it, CPE and evidence', () => {
    const html = '<link href="/wp-includes/x.css"><meta name="generator" content="WordPress 6.4.1">'
    expect(findTechnologies(toPage(html), [])).toEqual([
      {
        name: 'WordPress',
        version: '6.4.1',
        cpe: 'cpe:2.3:a:wordpress:wordpress:6.4.1:*:*:*:*:*:*:*',
        category: 'cms',
        evidence: 'meta generator: WordPress 6.4.1',
      },
    ])
  })
})

describe('the rules of technologies', () => {
  it('are enough to be of use, and read only what there is', () => {
    expect(technologyRules.length).toBeGreaterThan(80)
    const sources = ['header', 'cookie', 'meta', 'script', 'html', 'title']
    expect(technologyRules.filter(({ source }) => !sources.includes(source))).toEqual([])
    const keyed = technologyRules.filter(({ source }) => source === 'header' || source === 'meta')
    expect(keyed.filter(({ key }) => key === '' || key !== key.toLowerCase())).toEqual([])
  })

  it('have no repetition without a bound but that of digits and dots', () => {
    const unbounded = technologyRules.filter(({ pattern }) => {
      const bare = pattern.source.replaceAll('[\\d.]+', '').replace(/\\./g, '')
      return /[*+]|\{\d+,\}/.test(bare)
    })
    expect(unbounded.map(({ pattern }) => pattern.source)).toEqual([])
  })
})
