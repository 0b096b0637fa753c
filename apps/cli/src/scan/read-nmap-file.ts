import { type NmapScan, parseNmapXml } from '../compare/parse-nmap-xml.ts'
import { CommandError } from '../define-command.ts'
import { printable } from '../terminal/printable.ts'
import { readInput } from './read-input.ts'

/** Reads the file of `nmap -oX`. Throws a `CommandError` when it is something else. */
export async function readNmapFile(path: string): Promise<NmapScan> {
  const text = await readInput(path, { purpose: "nmap's output", maxSizeBytes })
  try {
    return parseNmapXml(text)
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new CommandError(
      `Cannot read nmap's output from ${printable(path)}: ${printable(reason, 200)}`,
      { exitCode: 64, cause },
    )
  }
}

const maxSizeBytes = 64 * 1024 * 1024
