import { AppError, type ErrorCode } from '@windvane/model'
import { type FastifySchemaValidationError } from 'fastify'
import { explainProblems } from './explain-problems.ts'

/**
 * Gives any failure its row of the table of errors; what is not known is `internal`. `query` is that
 * of the request.
 */
export function toAppError(error: unknown, query: unknown): AppError {
  if (error instanceof AppError) return error
  if (isValidationFailure(error)) return toValidationError(error, query)
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return new AppError(frameworkCodes[code] ?? 'internal', {}, { cause: error })
}

const frameworkCodes: Readonly<Record<string, ErrorCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'body_too_large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported_media_type',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'incorrect_json',
  FST_ERR_MAX_PARAM_LENGTH: 'url_too_long',
  FST_ERR_BAD_URL: 'malformed_url',
  // The client went away in the middle of its body.
  ECONNRESET: 'malformed_request',
}

type ValidationFailure = Error & {
  readonly validation: readonly FastifySchemaValidationError[]
  readonly validationContext: string
}

function isValidationFailure(error: unknown): error is ValidationFailure {
  return error instanceof Error && 'validation' in error && Array.isArray(error.validation)
}

function toValidationError(error: ValidationFailure, query: unknown): AppError {
  const [problem] = error.validation
  const path = problem === undefined ? [] : memberPath(problem)
  // The whole body is of the wrong type: an array, a number, nothing at all.
  if (problem === undefined || path.length === 0) return new AppError('incorrect_json')
  const param = path.join('.')
  if (problem.keyword === 'required') return new AppError('value_empty', { param })
  const isRepeated = error.validationContext === 'querystring' && isList(query, param)
  const said = isRepeated ? 'may be given once' : explainProblems(error.validation)
  return new AppError('invalid_request', { reason: `${param} ${said}`, param })
}

/** The member at fault as names, from a JSON pointer (RFC 6901) and the member that is missing. */
function memberPath(problem: FastifySchemaValidationError): readonly string[] {
  const names = problem.instancePath.split('/').slice(1)
  const missing = problem.keyword === 'required' ? [String(problem.params['missingProperty'])] : []
  return [...names.map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~')), ...missing]
}

/** A parameter that comes more than once is a list of its values. */
function isList(query: unknown, param: string): boolean {
  return typeof query === 'object' && query !== null && Array.isArray(Reflect.get(query, param))
}
