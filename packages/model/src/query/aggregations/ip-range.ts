import { parseNetwork } from '../../data-types/cidr.ts'
import { formatAddress, isIpv4, parseAddress } from '../../data-types/ip-address.ts'
import { fieldName, flag, isObject, list, readOptions, required, text } from '../read-json.ts'
import { quote, refuse } from '../refuse.ts'
import { defineAggregation } from './define-aggregation.ts'
import { findAggregatedField } from './find-aggregated-field.ts'
import { type Bound, orderRanges, toRange } from './read-ranges.ts'
import { refuseKeyed } from './refuse-keyed.ts'

const maxRanges = 1_000

/** A bucket for each range or network of an address. */
export const ipRange = defineAggregation({
  name: 'ip_range',
  hasBuckets: true,
  read(body, at, context) {
    const options = readOptions(body, at, {
      field: fieldName,
      ranges: list(readIpRange, maxRanges),
      keyed: flag,
    })
    refuseKeyed(options.keyed, at)
    const ranges = required(options.ranges, `${at}.ranges`)
    if (ranges.length === 0) throw refuse(`${at}.ranges`, 'must have a range')
    return {
      kind: 'ip_range',
      ...findAggregatedField(options.field, { at, context, kinds: ['ip'] }),
      ranges: orderRanges(ranges),
      aggs: context.aggs,
    }
  },
})

function readIpRange(item: unknown, at: string) {
  if (!isObject(item)) throw refuse(at, 'must be an object')
  const options = readOptions(item, at, { key: text, from: text, to: text, mask: text })
  if (options.mask === undefined) {
    return toRange({
      key: options.key,
      from: toBound(options.from, `${at}.from`),
      to: toBound(options.to, `${at}.to`),
    })
  }
  if (options.from !== undefined || options.to !== undefined) {
    throw refuse(at, 'must have a mask or bounds, not both')
  }
  const { from, to } = readMask(options.mask, `${at}.mask`)
  return toRange({ key: options.key ?? options.mask, from, to })
}

function toBound(address: string | undefined, at: string): Bound | undefined {
  if (address === undefined) return undefined
  const bytes = parseAddress(address)
  if (!bytes) throw refuse(at, `${quote(address)} is not an IP address`)
  return bytesBound(bytes)
}

/** From the first address of a network to the one after its last. */
function readMask(mask: string, at: string): { readonly from: Bound; readonly to?: Bound } {
  const [address = '', bits = ''] = (parseNetwork(mask) ?? '').split('/')
  const first = parseAddress(address)
  if (!first) throw refuse(at, `${quote(mask)} is not a network`)
  const from = bytesBound(first)
  const next = addressAfter(first, isIpv4(first) ? Number(bits) + 96 : Number(bits))
  return next ? { from, to: bytesBound(next) } : { from }
}

function bytesBound(bytes: Uint8Array): Bound {
  const address = formatAddress(bytes)
  return { order: String.fromCharCode(...bytes), value: address, text: address }
}

/** Counts the network's number up by one; undefined after the last address of all. */
function addressAfter(first: Uint8Array, prefix: number): Uint8Array | undefined {
  const next = Uint8Array.from(first)
  let index = Math.ceil(prefix / 8) - 1
  let step = 1 << (index * 8 + 8 - prefix)
  while (index >= 0) {
    const sum = (next[index] ?? 0) + step
    next[index] = sum & 0xff
    if (sum <= 0xff) return next
    step = 1
    index -= 1
  }
  return undefined
}
