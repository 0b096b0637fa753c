import { type OcspStapleRecord, type SctRecord } from '@windvane/model'
import { type DerElement, readDer, readDerChildren } from '../read-der.ts'
import { contentOf } from './read-certificate.ts'
import { readTime } from './read-time.ts'
import { readTimestampExtension } from './read-timestamps.ts'
import { readObjectId } from './read-object-id.ts'

/** What an OCSP response says of a certificate; its signature is not checked. */
export type OcspResponse = {
  readonly staple: OcspStapleRecord
  readonly timestamps: readonly SctRecord[]
}

const unreadable: OcspResponse = { staple: { status: 'unreadable' }, timestamps: [] }

/** Reads an OCSP response (RFC 6960 4.2.1) about the certificate of a serial number. */
export function readOcspResponse(bytes: Buffer, serial: Buffer): OcspResponse {
  const data = findResponseData(bytes)
  if (!data) return unreadable
  const members = readDerChildren(bytes, data)
  const producedAt = members.find(({ tag }) => tag === 0x18)
  const responses = members.find(({ tag }) => tag === 0x30)
  const single = responses && findSingle(bytes, readDerChildren(bytes, responses), serial)
  if (!single) return unreadable
  return {
    staple: {
      status: statuses[single.status.tag & 0x1f] ?? 'unreadable',
      ...timeOf('producedAt', bytes, producedAt),
      ...timeOf('thisUpdate', bytes, single.thisUpdate),
      ...timeOf(
        'nextUpdate',
        bytes,
        single.nextUpdate && readDer(bytes, single.nextUpdate.contentStart),
      ),
    },
    timestamps: readTimestampExtension(findTimestamps(bytes, single.extensions), 'ocsp'),
  }
}

/** CertStatus is told by the tag alone. */
const statuses = ['good', 'revoked', 'unknown'] as const

const successful = 0

/** OCSPResponse, ResponseBytes, BasicOCSPResponse, ResponseData. */
function findResponseData(bytes: Buffer): DerElement | undefined {
  const outer = readDer(bytes, 0)
  const [status, wrapper] = outer ? readDerChildren(bytes, outer) : []
  if (!status || bytes[status.contentStart] !== successful || wrapper?.tag !== 0xa0)
    return undefined
  const responseBytes = readDer(bytes, wrapper.contentStart)
  const response = responseBytes && readDerChildren(bytes, responseBytes)[1]
  const basic = response?.tag === 0x04 ? readDer(bytes, response.contentStart) : undefined
  return basic && readDerChildren(bytes, basic)[0]
}

type SingleResponse = {
  readonly status: DerElement
  readonly thisUpdate: DerElement | undefined
  readonly nextUpdate: DerElement | undefined
  readonly extensions: DerElement | undefined
}

function findSingle(
  bytes: Buffer,
  responses: readonly DerElement[],
  serial: Buffer,
): SingleResponse | undefined {
  for (const response of responses) {
    const [id, status, thisUpdate, ...rest] = readDerChildren(bytes, response)
    const number = id && readDerChildren(bytes, id)[3]
    if (!status || !number || !contentOf(bytes, number).equals(serial)) continue
    return {
      status,
      thisUpdate,
      nextUpdate: rest.find(({ tag }) => tag === 0xa0),
      extensions: rest.find(({ tag }) => tag === 0xa1),
    }
  }
  return undefined
}

function timeOf(
  name: 'producedAt' | 'thisUpdate' | 'nextUpdate',
  bytes: Buffer,
  element: DerElement | undefined,
): Partial<OcspStapleRecord> {
  const time = element && readTime(contentOf(bytes, element))
  return time === undefined ? {} : { [name]: time }
}

/** RFC 6962 3.3. */
const timestampsId = '1.3.6.1.4.1.11129.2.4.5'

function findTimestamps(bytes: Buffer, wrapper: DerElement | undefined): Buffer | undefined {
  const list = wrapper && readDer(bytes, wrapper.contentStart)
  for (const extension of list ? readDerChildren(bytes, list) : []) {
    const parts = readDerChildren(bytes, extension)
    const [id, value] = [parts[0], parts.at(-1)]
    if (!id || value?.tag !== 0x04) continue
    if (readObjectId(contentOf(bytes, id)) === timestampsId) return contentOf(bytes, value)
  }
  return undefined
}
