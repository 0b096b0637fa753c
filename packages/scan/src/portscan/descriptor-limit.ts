import { readFileSync } from 'node:fs'

/**
 * How many sockets a sweep may hold: half of the file descriptors of the process, so that it never
 * starves the rest of it. Node raises the soft limit to the hard one at start.
 */
export function findSocketLimit(): number {
  try {
    const line = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))
    return Math.floor(Number(line?.[1] ?? fallbackDescriptors) / 2)
  } catch {
    return fallbackDescriptors / 2
  }
}

// The usual limit of systems that have no /proc.
const fallbackDescriptors = 1024
