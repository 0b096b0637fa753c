type Conditions = {
  readonly 'if-none-match'?: string
  readonly 'if-modified-since'?: string
}

/** RFC 9110 section 13.2.2: a tag says more than a date, and a date that is none says nothing. */
export function isUnchanged(
  { etag }: { readonly etag: string },
  changedAt: Date,
  { 'if-none-match': tags, 'if-modified-since': since }: Conditions,
): boolean {
  if (tags !== undefined) {
    return tags.split(',').some((tag) => ['*', etag, `W/${etag}`].includes(tag.trim()))
  }
  const sinceMs = Date.parse(since ?? '')
  return Math.floor(changedAt.getTime() / 1_000) * 1_000 <= sinceMs
}
