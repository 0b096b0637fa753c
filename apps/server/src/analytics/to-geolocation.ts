import { type AttributeValue, type Entity } from '@windvane/model'

/** Where a network is; a member that is not known is empty or 0 (contract.md 5.1). */
export type Geolocation = {
  readonly city: string
  readonly country: string
  readonly latitude: number
  readonly longitude: number
  readonly accuracy_radius: number
  readonly asn: number
  readonly aso: string
  /** The network or address. */
  readonly object: string
}

/** Types whose attributes say where something is. */
export const locatedTypes: readonly string[] = Object.freeze(['ip', 'cidr'])

/** The place of an address or network; nothing when no attribute tells one. */
export function findGeolocation({ type, attributes }: Entity): Geolocation | undefined {
  const isLocated = placeAttributes.some((name) => attributes[name] !== undefined)
  if (!locatedTypes.includes(type) || !isLocated) return undefined
  return {
    city: toText(attributes['city']),
    country: toText(attributes['country']),
    latitude: toNumber(attributes['latitude']),
    longitude: toNumber(attributes['longitude']),
    accuracy_radius: Math.round(toNumber(attributes['accuracy-radius'])),
    asn: toNumber(attributes['asn']),
    aso: toText(attributes['aso']),
    object: toText(attributes[type]),
  }
}

const placeAttributes = ['city', 'country', 'latitude', 'longitude'] as const

function toText(value: AttributeValue | undefined): string {
  return value === undefined ? '' : String(value)
}

function toNumber(value: AttributeValue | undefined): number {
  return value === undefined ? 0 : Number(value)
}
