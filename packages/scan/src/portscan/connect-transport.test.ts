import { expect, it } from 'vitest'
import { chooseTransport, passesSelfTest } from './choose-transport.ts'
import { describeConnectTransport } from './connect-transport.contract.ts'
import { type ConnectTransport } from './connect-transport.ts'
import { findHandleTransport } from './handle-transport.ts'
import { netTransport } from './net-transport.ts'

describeConnectTransport(netTransport)

const handleTransport = await findHandleTransport()
if (handleTransport) describeConnectTransport(handleTransport)

it('chooseTransport() takes the fast transport on the Node that is installed here', async () => {
  expect((await chooseTransport()).name).toBe('connect-fast')
})

it.each<[string, ConnectTransport['connect']]>([
  [
    'throws',
    () => {
      throw new Error('no such class')
    },
  ],
  [
    'calls every port open',
    (_target, tell) => (queueMicrotask(() => tell({ state: 'open', reason: '' })), () => undefined),
  ],
  ['says nothing', () => () => undefined],
])('passesSelfTest() refuses a transport that %s', async (_name, connect) => {
  expect(await passesSelfTest({ name: 'connect-fast', connect })).toBe(false)
})
