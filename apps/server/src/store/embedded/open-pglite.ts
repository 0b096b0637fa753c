import { closeSync, fsyncSync, openSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'

import { type Extension, PGlite } from '@electric-sql/pglite'

import { sessionSettings } from '../pg/session-settings.ts'

/** Counts the fsync calls that reached the disk. */
export type FsyncCounter = { calls: number }

/**
 * Opens PGlite on a folder with durable commits. PGlite starts PostgreSQL with fsync off, and its
 * file system for Node has no fsync: without both changes a power cut loses acknowledged commits.
 * The folder must be this process's alone: the lock file of an instance before is removed, because
 * PostgreSQL refuses to start for good when a kill came between making that file and writing to it.
 */
export async function openPglite(folder: string, fsyncs: FsyncCounter): Promise<PGlite> {
  await rm(join(folder, 'postmaster.pid'), { force: true })
  return PGlite.create({
    dataDir: folder,
    extensions: { fsync: createFsyncExtension(fsyncs) },
    startParams: [
      ...PGlite.defaultStartParams.filter((param) => param !== '-F'),
      '--fsync=on',
      '--wal_sync_method=fsync',
      '--shared_buffers=32MB',
      ...sessionSettings.map((setting) => `--${setting}`),
    ],
  })
}

/** The parts of Emscripten's Node file system that the hook touches. */
type NodeFileSystem = {
  readonly realPath: (node: unknown) => string
  readonly stream_ops: { fsync?: (stream: OpenFile) => number }
}
type OpenFile = { readonly nfd?: number; readonly node: unknown }

/** WASI errno, https://github.com/WebAssembly/WASI/blob/main/legacy/preview1/docs.md#errno */
const errorNumbers: Readonly<Record<string, number>> = { ENOSPC: 51, EDQUOT: 19, EROFS: 69 }
const ioErrorNumber = 29

/** Hooks in before PostgreSQL starts, so that its recovery after a crash is durable too. */
function createFsyncExtension(fsyncs: FsyncCounter): Extension {
  return {
    name: 'fsync',
    setup: (_db, emscriptenOpts: { readonly preRun?: readonly unknown[] }) => {
      const hook = ({ NODEFS }: { readonly NODEFS: NodeFileSystem }): void => {
        NODEFS.stream_ops.fsync = (stream) => {
          fsyncs.calls += 1
          return syncFile(stream, NODEFS)
        }
      }
      const preRun = [...(emscriptenOpts.preRun ?? []), hook]
      return Promise.resolve({ emscriptenOpts: { ...emscriptenOpts, preRun } })
    },
  }
}

function syncFile(stream: OpenFile, fileSystem: NodeFileSystem): number {
  try {
    if (stream.nfd !== undefined) fsyncSync(stream.nfd)
    else syncFolder(fileSystem.realPath(stream.node))
    return 0
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    return errorNumbers[code] ?? ioErrorNumber
  }
}

/** Emscripten opens no descriptor for a folder; PostgreSQL syncs folders after it made files. */
function syncFolder(path: string): void {
  const descriptor = openSync(path, 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}
