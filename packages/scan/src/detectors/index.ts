import { http } from './http.ts'
import { redis } from './redis.ts'
import { ssh } from './ssh.ts'

/** Every detector. */
export const detectors = [http, ssh, redis] as const
