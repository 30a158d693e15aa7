import { open, readFile } from "node:fs/promises"
import type { FileHandle } from "node:fs/promises"
import { dirname } from "node:path"

/** A file to which lines are appended, and of which it is known when they are on the disk. */
export interface JournalFile {
  /** Appends a line that ends itself; it is on its way to the disk when this returns. */
  readonly append: (line: string) => void
  /** Closes the file when everything appended is on the disk. */
  readonly close: () => Promise<void>
  /**
   * Waits until everything appended so far is on the disk; undefined if it is there already.
   *
   * - **Errors**: rejects with the system's error, from the first line on that could not be written.
   */
  readonly durable: () => Promise<void> | undefined
  /** What stood in the file when it was opened, without a last line that was cut short. */
  readonly lines: ReadonlyArray<string>
}

/**
 * Opens a journal, or begins one.
 *
 * A process that was killed in the middle of a line leaves a line without its end: nobody was told that what it says
 * was done, so it is cut off. Lines that wait together share one trip to the disk.
 *
 * - **Errors**: rejects with the system's error if the file cannot be read or written.
 */
export const openJournalFile = async (path: string): Promise<JournalFile> => {
  const handle = await open(path, "a+", 0o600)
  const bytes = await readFile(path)
  const end = bytes.lastIndexOf(lineFeed) + 1
  if (end < bytes.length) await handle.truncate(end)
  if (bytes.length === 0) await syncFolder(dirname(path))
  return { ...writerOf(handle), lines: linesOf(bytes.subarray(0, end)) }
}

const lineFeed = 10

// Line by line, because a text of the whole file may be longer than a text can be.
const linesOf = (bytes: Buffer): ReadonlyArray<string> => {
  const lines: Array<string> = []
  for (let start = 0; start < bytes.length;) {
    const end = bytes.indexOf(lineFeed, start)
    lines.push(bytes.toString("utf8", start, end))
    start = end + 1
  }
  return lines
}

// A file that was made a moment ago is found after a power cut only if its folder is on the disk, too.
const syncFolder = async (folder: string): Promise<void> => {
  const handle = await open(folder, "r")
  await handle.sync()
  await handle.close()
}

const writerOf = (handle: FileHandle): Omit<JournalFile, "lines"> => {
  let waiting: Array<string> = []
  let writing: Promise<void> | undefined
  let next: Promise<void> | undefined

  const write = async () => {
    const text = waiting.join("")
    waiting = []
    await handle.appendFile(text)
    await handle.datasync()
    // Not so after a failure: what follows a lost line would be without its past, so nothing is written any more.
    writing = undefined
  }
  const durable = () => {
    if (waiting.length === 0) return writing
    next ??= (writing ?? Promise.resolve()).then(() => {
      next = undefined
      writing = write()
      return writing
    })
    return next
  }
  return {
    append: (line) => {
      waiting.push(line)
      // Somebody may wait for it, and is told so; that nobody does is no reason to fail here.
      durable()?.catch(() => {})
    },
    close: async () => {
      try {
        await durable()
      } finally {
        await handle.close()
      }
    },
    durable
  }
}
