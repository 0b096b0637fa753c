import { runProcess } from './run-process.ts'
import { startServer } from './start-server.ts'
import { startWorker } from './start-worker.ts'

await runProcess([startWorker, startServer])
