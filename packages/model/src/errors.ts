/**
 * Every error a caller can meet: code, HTTP status, and the message text. `{name}` in a message is
 * filled from the details. The messages of contract.md 1.6 are kept word for word.
 */
const errorTable = {
  // 204: a read that found nothing (contract.md 1.7)
  no_results: { status: 204, message: 'no results found' },
  // 304: what the caller has is still so
  not_modified: { status: 304, message: 'not modified' },
  // 400
  incorrect_json: { status: 400, message: 'incorrect json format' },
  malformed_request: { status: 400, message: 'malformed HTTP request' },
  malformed_url: { status: 400, message: 'malformed URL' },
  invalid_request: { status: 400, message: '{reason}' },
  query_too_complex: { status: 400, message: 'query too complex: {reason}' },
  value_empty: { status: 400, message: 'value cannot be empty' },
  unknown_type: { status: 400, message: 'unknown type: {type}' },
  invalid_value: { status: 400, message: 'invalid {dataType}: {value}' },
  private_address: { status: 400, message: 'cannot accept private IP: {value}' },
  invalid_entity_id: { status: 400, message: 'invalid entity id: {value}' },
  target_refused: { status: 400, message: 'scan policy refuses {target}: {reason}' },
  webhook_refused: { status: 400, message: 'invalid webhook: {reason}' },
  idempotency_key_reused: {
    status: 400,
    message: 'idempotency key was used for another request',
  },
  duplicated_key: { status: 400, message: 'duplicated key not allowed' },
  // 401, 403, 404, 405
  authentication_required: { status: 401, message: 'authentication required' },
  unauthorized: { status: 403, message: 'unauthorized' },
  role_beyond_own: { status: 403, message: 'cannot grant role: {role}' },
  foreign_group: { status: 403, message: 'unauthorized group: {group}' },
  no_common_group: { status: 403, message: 'entities share no group' },
  not_found: { status: 404, message: 'not found' },
  record_not_found: { status: 404, message: 'record not found' },
  entity_not_found: { status: 404, message: 'entity not found' },
  scan_unfinished: { status: 404, message: 'the scan is not finished: {state}' },
  scan_without_report: { status: 404, message: 'the scan has no report: {reason}' },
  method_not_allowed: { status: 405, message: 'method not allowed' },
  // others
  request_timeout: { status: 408, message: 'request timeout' },
  body_too_large: { status: 413, message: 'body too large' },
  url_too_long: { status: 414, message: 'request line too long' },
  unsupported_media_type: { status: 415, message: 'unsupported media type' },
  expectation_failed: { status: 417, message: 'expectation failed' },
  upgrade_required: { status: 426, message: 'this is a WebSocket' },
  too_many_requests: { status: 429, message: '{reason}' },
  headers_too_large: { status: 431, message: 'request headers too large' },
  internal: { status: 500, message: 'Internal Server Error' },
  storage_full: { status: 503, message: 'storage full' },
  queue_full: { status: 503, message: 'scan queue is full' },
  query_timeout: { status: 503, message: 'query timed out' },
  unavailable: { status: 503, message: 'service unavailable' },
} as const

/** A row of the table of errors. */
export type ErrorDefinition = { readonly status: number; readonly message: string }

export type ErrorCode = keyof typeof errorTable

export const errors: Readonly<Record<ErrorCode, ErrorDefinition>> = errorTable

/** Values for the `{name}` marks of a message; `param` names the request member at fault. */
export type ErrorDetails = { readonly param?: string } & Readonly<Record<string, string>>

type AppErrorOptions = {
  readonly cause?: unknown
  readonly retryAfterSeconds?: number
  readonly headers?: Readonly<Record<string, string>>
}

/** An error of the table, thrown anywhere, mapped to HTTP in one place (`gateway/error-reply.ts`). */
export class AppError extends Error {
  readonly code: ErrorCode
  readonly status: number
  readonly param: string | undefined
  /** Whole seconds for the `Retry-After` header of 429 and 503. */
  readonly retryAfterSeconds: number | undefined
  /** Headers of the reply, besides those of every error. */
  readonly headers: Readonly<Record<string, string>>

  constructor(code: ErrorCode, details: ErrorDetails = {}, options: AppErrorOptions = {}) {
    super(fillMessage(errors[code].message, details), { cause: options.cause })
    this.name = 'AppError'
    this.code = code
    this.status = errors[code].status
    this.param = details.param
    this.retryAfterSeconds = options.retryAfterSeconds
    this.headers = options.headers ?? {}
  }
}

function fillMessage(message: string, details: ErrorDetails): string {
  return message.replace(/\{(\w+)\}/g, (mark, name: string) => details[name] ?? mark)
}
