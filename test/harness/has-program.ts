import { spawnSync } from 'node:child_process'

/** Whether the machine has a program that not every machine has. */
export function hasProgram(name: string): boolean {
  return spawnSync('sh', ['-c', `command -v ${name}`]).status === 0
}
