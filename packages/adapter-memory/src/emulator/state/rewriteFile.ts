import { open, rename } from "node:fs/promises"
import type { FileHandle } from "node:fs/promises"
import { dirname } from "node:path"

/** A file that has taken another's place. */
export interface RewrittenFile {
  readonly bytes: number
  /** Appends to it. */
  readonly handle: FileHandle
}

/**
 * Puts a file with other lines in the place of one, on the disk when it resolves.
 *
 * The new lines are written to a file beside it and brought to the disk before the name is moved, so that at every
 * instant the name stands for the whole old file or the whole new one.
 *
 * - **Errors**: rejects with the system's error; the old file is then untouched, unless only its folder could not be
 *   brought to the disk.
 */
export const rewriteFile = async (path: string, lines: Iterable<string>): Promise<RewrittenFile> => {
  const handle = await open(nextPath(path), "w", 0o600)
  try {
    const bytes = await writeLines(handle, lines)
    await handle.sync()
    await rename(nextPath(path), path)
    await syncFolder(dirname(path))
    return { bytes, handle }
  } catch (cause) {
    await handle.close()
    throw cause
  }
}

/** Returns where the new file stands until it takes the old one's place. */
export const nextPath = (path: string): string => `${path}.next`

/** Brings a folder to the disk: what was made or renamed in it is found only then after a power cut. */
export const syncFolder = async (folder: string): Promise<void> => {
  const handle = await open(folder, "r")
  await handle.sync()
  await handle.close()
}

const writeLines = async (handle: FileHandle, lines: Iterable<string>): Promise<number> => {
  let bytes = 0
  let text = ""
  for (const line of lines) {
    text += line
    if (text.length < charactersPerWrite) continue
    bytes += await append(handle, text)
    text = ""
  }
  return bytes + (await append(handle, text))
}

const charactersPerWrite = 1_048_576

const append = async (handle: FileHandle, text: string): Promise<number> => {
  const piece = Buffer.from(text)
  await handle.appendFile(piece)
  return piece.length
}
