/** [MS-TDS] 2.2.6.5: the answer to PRELOGIN with version (major, minor, build) and encryption mode. */
export function tdsPreLogin(version: readonly [number, number, number], mode: number): Buffer {
  const [major, minor, build] = version
  const options = [0, 0, 11, 0, 6, 1, 0, 17, 0, 1, 0xff]
  const body = Buffer.from([...options, major, minor, build >> 8, build & 255, 0, 0, mode])
  return Buffer.concat([Buffer.from([4, 1, 0, 8 + body.length, 0, 0, 1, 0]), body])
}

/** Oracle Net's packet of a type, with its own bytes before the text. */
export function tnsPacket(type: number, head: readonly number[], text: string): Buffer {
  const length = 8 + head.length + text.length
  const header = Buffer.from([length >> 8, length & 255, 0, 0, type, 0, 0, 0])
  return Buffer.concat([header, Buffer.from(head), Buffer.from(text, 'latin1')])
}

/** A listener's refusal with the number of its version. */
export function tnsRefusal(versionNumber: number): Buffer {
  const text = `(DESCRIPTION=(TMP=)(VSNNUM=${versionNumber})(ERR=1189)(ERROR_STACK=(ERROR=(CODE=1189)(EMFI=4))))`
  return tnsPacket(4, [0x22, 0, text.length >> 8, text.length & 255], text)
}

/** A message of Android's debug bridge. */
export function adbMessage(command: string, first: number, data: string): Buffer {
  const message = Buffer.alloc(24 + data.length)
  message.write(command, 0, 'latin1')
  message.writeUInt32LE(first, 4)
  message.writeUInt32LE(command === 'CNXN' ? 4096 : 0, 8)
  message.writeUInt32LE(data.length, 12)
  message.writeUInt32LE(~message.readUInt32LE(0) >>> 0, 20)
  message.write(data, 24, 'latin1')
  return message
}

/** What AFP's FPGetSrvrInfo tells. */
export type AfpServer = {
  readonly name: string
  readonly machine: string
  readonly versions: readonly string[]
  readonly methods: readonly string[]
}

/** A DSI reply that holds the block of FPGetSrvrInfo. */
export function afpStatus({ name, machine, versions, methods }: AfpServer): Buffer {
  const nameField = pascal(name)
  const padding = Buffer.alloc((10 + nameField.length) % 2)
  const machineAt = 10 + nameField.length + padding.length + 4
  const versionsAt = machineAt + 1 + machine.length
  const methodsAt = versionsAt + list(versions).length
  const signatureAt = methodsAt + list(methods).length
  const block = Buffer.concat([
    words(machineAt, versionsAt, methodsAt, 0, 0x8013),
    nameField,
    padding,
    words(signatureAt, 0),
    pascal(machine),
    list(versions),
    list(methods),
    Buffer.from('000102030405060708090a0b0c0d0e0f', 'hex'),
  ])
  const header = Buffer.from([1, 3, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
  header.writeUInt32BE(block.length, 8)
  return Buffer.concat([header, block])
}

function words(...values: readonly number[]): Buffer {
  return Buffer.from(values.flatMap((value) => [value >> 8, value & 255]))
}

function pascal(text: string): Buffer {
  return Buffer.from([text.length, ...Buffer.from(text, 'latin1')])
}

function list(texts: readonly string[]): Buffer {
  return Buffer.concat([Buffer.from([texts.length]), ...texts.map((text) => pascal(text))])
}

/** [MS-RPCE] 2.2.2.4: a bind_ack that accepts both contexts. */
export function rpcBindAck(): Buffer {
  const result = Buffer.from('00000000045d888aeb1cc9119fe808002b10486002000000', 'hex')
  const body = Buffer.concat([
    Buffer.from('b810b81001000000', 'hex'),
    Buffer.from([4, 0, 0x31, 0x33, 0x35, 0, 0, 0]),
    Buffer.from([2, 0, 0, 0]),
    result,
    result,
  ])
  return rpcPdu(12, 1, body)
}

/** [MS-DCOM] 3.1.2.5.1.6: the answer of ServerAlive2 with the bindings of a host. */
export function rpcServerAlive(bindings: readonly string[]): Buffer {
  const texts = bindings.map((binding) =>
    Buffer.concat([Buffer.from([7, 0]), Buffer.from(`${binding}\0`, 'utf16le')]),
  )
  const strings = Buffer.concat([...texts, Buffer.alloc(2)])
  const security = Buffer.from([9, 0, 0xff, 0xff, 0, 0, 0, 0])
  const entries = (strings.length + security.length) / 2
  const securityAt = strings.length / 2
  const sizes = Buffer.alloc(8)
  sizes.writeUInt32LE(entries, 0)
  sizes.writeUInt16LE(entries, 4)
  sizes.writeUInt16LE(securityAt, 6)
  const version = Buffer.from([5, 0, 7, 0, 0, 0, 2, 0])
  const stub = Buffer.concat([version, sizes, strings, security, Buffer.alloc(8)])
  return rpcPdu(2, 2, Buffer.concat([Buffer.from([stub.length, 0, 0, 0, 1, 0, 0, 0]), stub]))
}

function rpcPdu(type: number, call: number, body: Buffer): Buffer {
  const length = 16 + body.length
  const header = Buffer.from([5, 0, type, 3, 0x10, 0, 0, 0, length & 255, length >> 8, 0, 0, call])
  return Buffer.concat([header, Buffer.alloc(3), body])
}

/** Ceph's msgr2 banner with both sets of features. */
export function cephBanner(): Buffer {
  const features = Buffer.from('03000000000000000000000000000000', 'hex')
  return Buffer.concat([Buffer.from('ceph v2\n\x10\0', 'latin1'), features])
}

/** The head of a Checkmk agent's report. */
export const checkMkReport =
  '<<<check_mk>>>\nVersion: 2.2.0p12\nAgentOS: linux\nHostname: files\nAgentDirectory: /etc/check_mk\n<<<df_v2>>>\n'

/** RFC 4271 4.5: NOTIFICATION, Cease, Connection Rejected. */
export function bgpRefusal(): Buffer {
  return Buffer.concat([Buffer.alloc(16, 0xff), Buffer.from([0, 21, 3, 6, 5])])
}
