import { Socket } from 'node:net'
import { isSelfConnect } from '../dialogue/is-self-connect.ts'
import { resetSocket } from '../dialogue/reset-socket.ts'
import {
  type ConnectOutcome,
  type ConnectTarget,
  type ConnectTransport,
  openOutcome,
  selfConnectOutcome,
  toConnectOutcome,
} from './connect-transport.ts'

/** Connects with Node's public socket: works everywhere. */
export const netTransport: ConnectTransport = Object.freeze({ name: 'connect', connect })

function connect(
  { address, port }: ConnectTarget,
  onOutcome: (outcome: ConnectOutcome) => void,
): () => void {
  const socket = new Socket()
  let isOver = false
  const finish = (outcome: ConnectOutcome) => {
    if (isOver) return
    isOver = true
    onOutcome(outcome)
  }
  // Stays on for good: an error without a listener would end the process.
  socket.on('error', (error: NodeJS.ErrnoException) => finish(toConnectOutcome(error.code ?? '')))
  socket.on('connect', () => {
    const isSelf = isSelfConnect(socket)
    resetSocket(socket)
    finish(isSelf ? selfConnectOutcome : openOutcome)
  })
  socket.connect({ host: address, port, autoSelectFamily: false })
  return () => {
    isOver = true
    resetSocket(socket)
  }
}
