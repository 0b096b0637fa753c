import { adversary } from './adversary.ts'
import { base64 } from './base64.ts'
import { boolean } from './boolean.ts'
import { cidr } from './cidr.ts'
import { type DataType } from './data-type.ts'
import { date, datetime } from './date.ts'
import { digests } from './digest.ts'
import { email } from './email.ts'
import { fqdn } from './fqdn.ts'
import { hexadecimal } from './hexadecimal.ts'
import { identifier } from './identifier.ts'
import { ip } from './ip.ts'
import { mac } from './mac.ts'
import { mimeType } from './mime-type.ts'
import { float, integer } from './number.ts'
import { path } from './path.ts'
import { phone } from './phone.ts'
import { city, country } from './place.ts'
import { port } from './port.ts'
import { regex } from './regex.ts'
import { caseSensitiveString, string } from './text.ts'
import { url } from './url.ts'
import { uuid } from './uuid.ts'

/** Every value format. */
export const dataTypes: readonly DataType[] = Object.freeze([
  ip,
  cidr,
  fqdn,
  url,
  email,
  port,
  ...digests,
  identifier,
  uuid,
  hexadecimal,
  base64,
  mac,
  phone,
  mimeType,
  path,
  regex,
  country,
  city,
  adversary,
  date,
  datetime,
  integer,
  float,
  boolean,
  string,
  caseSensitiveString,
])
