import { isUtf8 } from 'node:buffer'
import { AppError } from '@windvane/model'

/** Limits of reliability.md 2.7; a key is a name. */
const maxDepth = 32
const maxMembers = 1_000
const maxItems = 10_000
const maxNodes = 50_000
const maxKeyLength = 1_024

/**
 * Parses a request body and refuses what parsers disagree about: duplicate members, invalid UTF-8,
 * NUL, lone surrogates, integers beyond 2^53. Members that are `null` are removed: the contract
 * treats them as absent.
 */
export function parseJsonBody(bytes: Buffer): unknown {
  if (!isUtf8(bytes)) throw invalid('body is not valid UTF-8')
  const text = withoutByteOrderMark(bytes.toString('utf8'))
  const value = parse(text)
  // Valid UTF-8 holds no lone surrogate and valid JSON no bare NUL: both need an escape.
  const walk: Walk = { nodes: 0, members: 0, hasEscapes: text.includes('\\u') }
  check(value, 1, walk)
  if (walk.members !== countMembers(text)) throw invalid('duplicate member')
  return value
}

type Walk = { nodes: number; members: number; readonly hasEscapes: boolean }

function withoutByteOrderMark(text: string): string {
  return text.charCodeAt(0) === 0xfe_ff ? text.slice(1) : text
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new AppError('incorrect_json', {}, { cause: error })
  }
}

function check(value: unknown, depth: number, walk: Walk): void {
  walk.nodes += 1
  if (walk.nodes > maxNodes) throw invalid(`more than ${maxNodes} values`)
  if (typeof value === 'string') return checkString(value, walk)
  if (typeof value === 'number') return checkNumber(value)
  if (typeof value !== 'object' || value === null) return
  if (depth > maxDepth) throw invalid(`nested deeper than ${maxDepth}`)
  if (Array.isArray(value)) return checkArray(value, depth, walk)
  // What JSON.parse returns and is neither a scalar nor an array is a plain object.
  checkObject(value as Record<string, unknown>, depth, walk)
}

function checkString(text: string, walk: Walk): void {
  if (!walk.hasEscapes) return
  if (text.includes('\0')) throw invalid('NUL is not allowed')
  if (!text.isWellFormed()) throw invalid('lone surrogate')
}

function checkNumber(value: number): void {
  if (Number.isSafeInteger(value)) return
  if (!Number.isFinite(value) || Number.isInteger(value)) throw invalid('number out of range')
}

function checkArray(items: readonly unknown[], depth: number, walk: Walk): void {
  if (items.length > maxItems) throw invalid(`array of more than ${maxItems} items`)
  for (const item of items) check(item, depth + 1, walk)
}

function checkObject(object: Record<string, unknown>, depth: number, walk: Walk): void {
  const keys = Object.keys(object)
  if (keys.length > maxMembers) throw invalid(`object of more than ${maxMembers} members`)
  walk.members += keys.length
  for (const key of keys) {
    checkKey(key, object[key], walk)
    if (object[key] === null || key === '') delete object[key]
    else check(object[key], depth + 1, walk)
  }
}

function checkKey(key: string, value: unknown, walk: Walk): void {
  if (key.length > maxKeyLength) throw invalid(`member name longer than ${maxKeyLength}`)
  checkString(key, walk)
  if (key === '__proto__' || (key === 'constructor' && hasPrototype(value))) {
    throw invalid('member name not allowed')
  }
}

function hasPrototype(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, 'prototype')
}

const backslash = 0x5c
const colon = 0x3a

/** Counts strings that a colon follows. The text is valid JSON, so that quotes outside pair up. */
function countMembers(text: string): number {
  let count = 0
  let start = text.indexOf('"')
  while (start !== -1) {
    let next = endOfString(text, start) + 1
    while (isSpace(text.charCodeAt(next))) next += 1
    if (text.charCodeAt(next) === colon) count += 1
    start = text.indexOf('"', next)
  }
  return count
}

function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1)
  while (isEscaped(text, end)) end = text.indexOf('"', end + 1)
  return end
}

function isEscaped(text: string, end: number): boolean {
  let first = end
  while (text.charCodeAt(first - 1) === backslash) first -= 1
  return (end - first) % 2 === 1
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09
}

function invalid(reason: string): AppError {
  return new AppError('invalid_request', { reason: `incorrect json format: ${reason}` })
}
