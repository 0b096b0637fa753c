/** On every reply: what browsers need to know. Credentials travel in headers of their own, so any
 * origin may call; there is no cookie that a foreign page could use. */
export const standingHeaders = Object.freeze({
  'access-control-allow-origin': '*',
  'access-control-expose-headers':
    'x-error, x-error-id, retry-after, ratelimit-limit, ratelimit-remaining, ratelimit-reset, x-interpreted, x-search-after',
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'cross-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
})

/** Added to the answer of a preflight request (Fetch standard, section 3.3). */
export const preflightHeaders = Object.freeze({
  'access-control-allow-headers':
    'authorization, api-key, api-secret, content-type, idempotency-key, last-event-id',
  'access-control-max-age': '600',
})
