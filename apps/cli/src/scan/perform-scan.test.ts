import { type ProfileName } from '@windvane/scan'
import { expect, it } from 'vitest'
import { performScan } from './perform-scan.ts'

it('performScan() tells wrong options and an engine that cannot run apart', async () => {
  const onEvent = () => {}
  await expect(performScan('127.0.0.1', { ports: '0' }, onEvent)).rejects.toMatchObject({
    name: 'CommandError',
    exitCode: 64,
  })
  // stands for whatever an engine may trip over
  const profile = 'missing' as ProfileName
  await expect(performScan('127.0.0.1', { profile }, onEvent)).rejects.toMatchObject({
    name: 'CommandError',
    exitCode: 69,
    message: expect.stringMatching(/^Cannot scan: /),
  })
})
