import { type HttpTechnology } from '@windvane/model'

import { findTags, type TagAttributes } from '../detectors/find-tags.ts'
import { type HttpPage } from '../detectors/http-page.ts'
import { formatCpe } from '../service/identify/format-cpe.ts'
import { type TechnologyRule, technologyRules } from './technology-rules.ts'

/** Names what a page is made with, each once, with its version where anything tells it. */
export function findTechnologies(
  page: HttpPage,
  cookieNames: readonly string[],
): readonly HttpTechnology[] {
  const subjects = readSubjects(page, cookieNames)
  const found = new Map<string, HttpTechnology>()
  for (const rule of technologyRules) {
    const technology = applyRule(rule, subjects)
    if (!technology) continue
    const known = found.get(rule.name)
    const isBetter = known?.version === undefined && technology.version !== undefined
    if (!known || isBetter) found.set(rule.name, technology)
  }
  return [...found.values()]
}

/** The texts of each source; by key where a source has several. */
type Subjects = Readonly<Record<TechnologyRule['source'], readonly Subject[]>>

type Subject = { readonly key: string; readonly text: string }

const maxSubject = 500
const maxHtml = 100_000
const keptCharacters = 100

function readSubjects(page: HttpPage, cookieNames: readonly string[]): Subjects {
  const html = page.text.slice(0, maxHtml)
  const links = [
    ...findTags(html, 'script').map((tag) => tag.get('src')),
    ...findTags(html, 'link').map((tag) => tag.get('href')),
  ]
  return {
    header: page.headers.map(([name, value]) => toSubject(name.toLowerCase(), value)),
    cookie: cookieNames.map((name) => toSubject('', name)),
    meta: findTags(html, 'meta').map(toMeta),
    script: links.flatMap((link) => (link ? [toSubject('', link)] : [])),
    html: [{ key: '', text: html }],
    title: page.title === undefined ? [] : [toSubject('', page.title)],
  }
}

function toMeta(tag: TagAttributes): Subject {
  return toSubject(tag.get('name')?.toLowerCase() ?? '', tag.get('content') ?? '')
}

function toSubject(key: string, text: string): Subject {
  return { key, text: text.slice(0, maxSubject) }
}

function applyRule(rule: TechnologyRule, subjects: Subjects): HttpTechnology | undefined {
  const { name, category, source, key, pattern, cpe } = rule
  for (const subject of subjects[source]) {
    const match = subject.key === key ? pattern.exec(subject.text) : null
    if (!match) continue
    const version = match.groups?.['version']
    const place = key === '' ? source : `${source} ${key}`
    return {
      name,
      ...(version === undefined ? {} : { version }),
      ...(cpe === undefined
        ? {}
        : { cpe: formatCpe({ part: 'a', name: cpe, ...(version ? { version } : {}) }) }),
      category,
      evidence: `${place}: ${match[0].trim().slice(0, keptCharacters)}`,
    }
  }
  return undefined
}
