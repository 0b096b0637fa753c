import { createHash } from 'node:crypto'

import { type HttpFavicon } from '@windvane/model'

import { findTags } from '../detectors/find-tags.ts'
import { type HttpPage } from '../detectors/http-page.ts'
import { type HttpSession } from './http-session.ts'
import { murmurHash } from './murmur-hash.ts'

/** Fetches the icon that a page names on its own server, else `/favicon.ico`. */
export async function fetchFavicon(
  session: HttpSession,
  { page, url }: { readonly page: HttpPage; readonly url: URL },
): Promise<HttpFavicon | undefined> {
  const icon = findIcon(page, url)
  const found = icon && (await fetchIcon(session, icon))
  if (found) return found
  const usual = new URL('/favicon.ico', url)
  return icon?.href === usual.href ? undefined : await fetchIcon(session, usual)
}

/** `rel` may say "shortcut icon" or "icon"; a picture for a telephone's screen is another. */
function findIcon({ text }: HttpPage, url: URL): URL | undefined {
  const tags = findTags(text, 'link')
  const base = findTags(text, 'base', 1)[0]?.get('href')
  const from = (base && URL.parse(base, url.href)) || url
  return tags
    .filter((tag) => tag.get('rel')?.toLowerCase().split(/\s+/, 10).includes('icon'))
    .flatMap((tag) => URL.parse(tag.get('href') ?? '', from.href) ?? [])
    .find((icon) => icon.origin === url.origin && icon.href.length <= maxUrl)
}

const maxUrl = 2000

async function fetchIcon(session: HttpSession, icon: URL): Promise<HttpFavicon | undefined> {
  const answer = await session.ask({ path: icon.pathname + icon.search, accept: 'image/*' })
  if (!answer || !isIcon(answer)) return undefined
  const { body } = answer
  return {
    url: icon.href,
    sizeBytes: body.length,
    md5: createHash('md5').update(body).digest('hex'),
    sha256: createHash('sha256').update(body).digest('hex'),
    mmh3: murmurHash(Buffer.from(toBase64Lines(body))),
  }
}

/** Half an icon has another hash; a page for every path is no icon, whatever its type says. */
function isIcon({ status, body, isTruncated, header }: HttpPage): boolean {
  if (status !== 200 || isTruncated || body.length === 0) return false
  const start = body.toString('latin1', 0, 300).trimStart()
  if (/^<(?:!doctype html|html)/i.test(start)) return false
  return magics.some((magic) => start.startsWith(magic)) || isImageType(header('content-type'))
}

function isImageType(contentType = ''): boolean {
  return /^image\//i.test(contentType)
}

const magics = ['\x89PNG', 'GIF8', '\xff\xd8\xff', '\0\0\x01\0', 'RIFF', 'BM', '<svg', '<?xml']

/** RFC 2045 6.8: lines of 76 characters, each with its end. */
function toBase64Lines(body: Buffer): string {
  return body.toString('base64').replace(/.{1,76}/g, '$&\n')
}
