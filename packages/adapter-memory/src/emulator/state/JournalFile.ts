import { open, readFile, rm } from "node:fs/promises"
import { dirname } from "node:path"
import { journalWriter } from "./journalWriter.ts"
import type { JournalWriter } from "./journalWriter.ts"
import { nextPath, syncFolder } from "./rewriteFile.ts"

/** A file to which lines are appended, and of which it is known when they are on the disk. */
export interface JournalFile extends JournalWriter {
  /** What stood in the file when it was opened, without a last line that was cut short. */
  readonly lines: ReadonlyArray<string>
}

/**
 * Opens a journal, or begins one.
 *
 * A process that was killed in the middle of a line leaves a line without its end: nobody was told that what it says
 * was done, so it is cut off. One that was killed while it rewrote the journal leaves a part of the new file beside the
 * old one, which is still whole: the part is deleted.
 *
 * - **Errors**: rejects with the system's error if the file cannot be read or written.
 */
export const openJournalFile = async (path: string): Promise<JournalFile> => {
  const handle = await open(path, "a+", 0o600)
  const bytes = await readFile(path)
  const end = bytes.lastIndexOf(lineFeed) + 1
  if (end < bytes.length) await handle.truncate(end)
  if (bytes.length === 0) await syncFolder(dirname(path))
  await rm(nextPath(path), { force: true })
  const writer = journalWriter({ bytes: end, handle, path })
  return { ...writer, lines: linesOf(bytes.subarray(0, end)) }
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
