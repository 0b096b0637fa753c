import { createHash } from 'node:crypto'
import { type Dialogue } from '../../service/service-port.ts'
import { type Line } from '../interview/line.ts'
import { makeJarmHellos } from './jarm-hellos.ts'

/*
 * JARM: copyright (c) 2020, salesforce.com, inc. All rights reserved. Its algorithm and lists are
 * under the BSD 3-Clause licence, https://opensource.org/licenses/BSD-3-Clause.
 */

/** Takes a server's JARM fingerprint: 62 characters; undefined when a hello found no answer. */
export async function takeJarm(line: Line, host: string): Promise<string | undefined> {
  const answers = await Promise.all(
    makeJarmHellos(host).map(async (hello) => await line.use((dialogue) => say(dialogue, hello))),
  )
  const known = answers.filter((answer) => answer !== undefined)
  return known.length === answers.length ? hashJarm(known) : undefined
}

/** As much of an answer as JARM reads; the ServerHello stands in front. */
const answerBytes = 1484

async function say(dialogue: Dialogue, hello: Buffer): Promise<Buffer | 'silent'> {
  await dialogue.write(hello)
  const { bytes, end } = await dialogue.read({ until: hasFirstRecord })
  if (bytes.length === 0 && (end === 'timeout' || end === 'aborted')) return 'silent'
  return bytes.subarray(0, answerBytes)
}

function hasFirstRecord(bytes: Buffer): boolean {
  return (
    bytes.length >= answerBytes || (bytes.length >= 5 && bytes.length >= 5 + bytes.readUInt16BE(3))
  )
}

/**
 * The fingerprint of ten answers: three characters each for suite and version, then the first half of
 * a SHA-256 over the agreed protocols and the extensions. All zeros when every answer is a refusal.
 */
export function hashJarm(answers: readonly Buffer[]): string {
  const parts = answers.map(readAnswer)
  if (parts.every((part) => part.suite === '')) return '0'.repeat(62)
  const choices = parts.map(
    ({ suite, version }) => `${suiteCharacters(suite)}${versionCharacter(version)}`,
  )
  const rest = parts.map(({ alpn, extensions }) => `${alpn}${extensions}`).join('')
  return `${choices.join('')}${createHash('sha256').update(rest).digest('hex').slice(0, 32)}`
}

type JarmAnswer = {
  readonly suite: string
  readonly version: string
  readonly alpn: string
  readonly extensions: string
}

const refusal: JarmAnswer = { suite: '', version: '', alpn: '', extensions: '' }

/** Reads byte by byte as JARM does, not as a TLS client would: the fingerprint depends on it. */
function readAnswer(bytes: Buffer): JarmAnswer {
  if (bytes[0] !== 22 || bytes[5] !== 2 || bytes.length < 44) return refusal
  const offset = bytes.readUInt8(43)
  const suite = bytes.toString('hex', offset + 44, offset + 46)
  const version = bytes.toString('hex', 9, 11)
  const read = readExtensions(bytes, offset)
  return read ? { suite, version, ...read } : refusal
}

type JarmExtensions = Pick<JarmAnswer, 'alpn' | 'extensions'>

/** Undefined where JARM fails altogether and counts the answer as a refusal. */
function readExtensions(bytes: Buffer, offset: number): JarmExtensions | undefined {
  const none = { alpn: '', extensions: '' }
  const first = bytes[offset + 47]
  // The next message follows at once: there are no extensions.
  if (first === undefined || first === 11) return none
  const isCertificate = bytes.toString('hex', offset + 50, offset + 53) === '0eac0b'
  if (isCertificate || bytes.toString('hex', 82, 85) === '0ff00b') return none
  if (bytes.length < offset + 49) return undefined
  const end = bytes.readUInt16BE(offset + 47) + offset + 48
  const types: string[] = []
  let alpn: string | undefined
  for (let at = offset + 49; at < end;) {
    if (bytes.length < at + 4) return undefined
    const type = bytes.toString('hex', at, at + 2)
    const sizeBytes = bytes.readUInt16BE(at + 2)
    if (type === '0010') alpn ??= readProtocol(bytes.subarray(at + 4, at + 4 + sizeBytes))
    types.push(type)
    at += sizeBytes + 4
  }
  return { alpn: alpn ?? '', extensions: types.join('-') }
}

/** Behind the lengths of the list and of the name. */
function readProtocol(data: Buffer): string {
  return data.toString('utf8', 3)
}

/** Suites by their place in JARM's list, counted from 1. */
const order =
  `0004 0005 0007 000a 0016 002f 0033 0035 0039 003c 003d 0041 0045 0067 006b 0084 0088 009a 009c 009d
   009e 009f 00ba 00be 00c0 00c4 c007 c008 c009 c00a c011 c012 c013 c014 c023 c024 c027 c028 c02b c02c
   c02f c030 c060 c061 c072 c073 c076 c077 c09c c09d c09e c09f c0a0 c0a1 c0a2 c0a3 c0ac c0ad c0ae c0af
   cc13 cc14 cca8 cca9 1301 1302 1303 1304 1305`.split(/\s+/)

function suiteCharacters(suite: string): string {
  if (suite === '') return '00'
  const at = order.indexOf(suite)
  // One that is not in the list counts as the one behind its end.
  return ((at < 0 ? order.length : at) + 1).toString(16).padStart(2, '0')
}

function versionCharacter(version: string): string {
  return version === '' ? '0' : ('abcdef'[Number.parseInt(version.slice(3, 4), 16)] ?? '0')
}
