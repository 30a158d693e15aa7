import type { FileHandle } from "node:fs/promises"
import { rewriteFile } from "./rewriteFile.ts"

/** What writes a journal, and knows what of it is on the disk. */
export interface JournalWriter {
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
  /** Lets the file be rewritten from now on; until then it is only appended to. */
  readonly rewriteBy: (rewriting: Rewriting) => void
}

/** When a journal is rewritten, and as what. */
export interface Rewriting {
  /** A smaller file is never rewritten. */
  readonly bytesMin: number
  /** Returns lines that say the same as every line appended so far. */
  readonly lines: () => Iterable<string>
}

/** A journal that has been opened. */
export interface OpenedFile {
  readonly bytes: number
  readonly handle: FileHandle
  readonly path: string
}

/**
 * Makes the writer of a journal.
 *
 * Lines that wait together share one trip to the disk. When the file is at least `bytesMin` long and twice as long as
 * when it was rewritten, the trip rewrites it instead: what waits is in the new lines already.
 */
export const journalWriter = (opened: OpenedFile): JournalWriter => {
  let { bytes, handle } = opened
  let rewriting: Rewriting | undefined
  let bytesRewritten = 0
  let waiting: Array<string> = []
  let writing: Promise<void> | undefined
  let next: Promise<void> | undefined

  const write = async () => {
    const text = waiting.join("")
    waiting = []
    if (rewriting !== undefined && bytes >= Math.max(rewriting.bytesMin, 2 * bytesRewritten)) {
      await rewriteAs(rewriting.lines())
    } else {
      await append(text)
    }
    // Not so after a failure: what follows a lost line would be without its past, so nothing is written any more.
    writing = undefined
  }
  const append = async (text: string) => {
    await handle.appendFile(text)
    await handle.datasync()
    bytes += Buffer.byteLength(text)
  }
  const rewriteAs = async (lines: Iterable<string>) => {
    const old = handle
    const rewritten = await rewriteFile(opened.path, lines)
    handle = rewritten.handle
    bytes = rewritten.bytes
    bytesRewritten = bytes
    await old.close()
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
    durable,
    rewriteBy: (told) => {
      rewriting = told
    }
  }
}
