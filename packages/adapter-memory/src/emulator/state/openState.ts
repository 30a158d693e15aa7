import { entryLine, parsed, readEntry } from "../../marketplace/journal/journalText.ts"
import { snapshotLines } from "../../marketplace/journal/snapshotLines.ts"
import { replayEntry } from "../../marketplace/journal/replayEntry.ts"
import { makeMarketplace } from "../../marketplace/Marketplace.ts"
import type { Marketplace, MarketplaceOptions } from "../../marketplace/Marketplace.ts"
import { emulatorOf } from "../../marketplace/MarketplaceEmulator.ts"
import type { MarketplaceEmulator } from "../../marketplace/MarketplaceEmulator.ts"
import { openJournalFile } from "./JournalFile.ts"
import type { JournalFile } from "./JournalFile.ts"
import { lockFile } from "./lockFile.ts"

/** An emulator whose state outlives the process. */
export interface KeptEmulator extends Pick<JournalFile, "close" | "durable"> {
  readonly emulator: MarketplaceEmulator
  /** Whether a seed file was arranged to its end, in this process or an earlier one. */
  readonly isSeeded: boolean
  readonly markSeeded: () => void
}

/** What a kept emulator is made of. */
export interface StateOptions extends MarketplaceOptions {
  readonly compactFromBytes?: number
}

/**
 * Opens a state file and lets a new emulator go through what stands there, or begins one.
 *
 * From `compactFromBytes` on, 4 MiB if absent, the file is rewritten when it has doubled, as where the emulator stands.
 *
 * - **Errors**: rejects if the file cannot be read or written, is of another program, belongs to another seed,
 *   or is in use.
 */
export const openState = async (path: string, options: StateOptions): Promise<KeptEmulator> => {
  const unlock = await lockFile(path)
  try {
    const file = await openJournalFile(path)
    const kept = await keep(path, file, options).catch(async (cause: unknown) => {
      await file.close()
      throw cause
    })
    return { ...kept, close: () => file.close().finally(unlock) }
  } catch (cause) {
    await unlock()
    throw cause
  }
}

const keep = async (
  path: string,
  file: JournalFile,
  options: StateOptions
): Promise<Omit<KeptEmulator, "close">> => {
  const [first, ...lines] = file.lines
  const seed = first === undefined ? (options.seed ?? "tallyhour") : seedIn(first)
  if (seed === undefined) throw new Error(`${path} is not a state file of the emulator; name another file`)
  if (options.seed !== undefined && options.seed !== seed) {
    throw new Error(`${path} was begun with the seed ${JSON.stringify(seed)}; start with it, or without one`)
  }
  const marketplace = makeMarketplace({ ...options, seed })
  const isSeeded = replay(marketplace, { lines, path })
  let seedings = isSeeded ? [seededLine] : []
  const head = `${JSON.stringify({ format, seed, version })}\n`
  if (first === undefined) file.append(head)
  await file.durable()
  file.rewriteBy({
    bytesMin: options.compactFromBytes ?? 4_194_304,
    lines: () => concatenated([head, ...seedings], snapshotLines(marketplace))
  })
  marketplace.journal = (entry) => file.append(entryLine(entry))
  return {
    durable: file.durable,
    emulator: emulatorOf(marketplace),
    isSeeded,
    markSeeded: () => {
      seedings = [seededLine]
      file.append(seededLine)
    }
  }
}

const seededLine = entryLine({ _tag: "Seeded" })

function* concatenated(...parts: ReadonlyArray<Iterable<string>>): Generator<string> {
  for (const part of parts) yield* part
}

const format = "tallyhour emulator state"
const version = 1

const seedIn = (line: string): string | undefined => {
  const head = parsed(line)
  if (
    typeof head !== "object" ||
    head === null ||
    !("seed" in head && "format" in head && "version" in head)
  ) {
    return undefined
  }
  return head.format === format && head.version === version ? String(head.seed) : undefined
}

const replay = (
  marketplace: Marketplace,
  { lines, path }: { readonly lines: ReadonlyArray<string>; readonly path: string }
): boolean => {
  let isSeeded = false
  for (const [index, line] of lines.entries()) {
    const entry = readEntry(line, marketplace.seed)
    const problem = entry === undefined ? "is not an entry" : replayEntry(marketplace, entry)
    // The head is line 1.
    if (problem !== undefined) throw new Error(`${path}, line ${index + 2}: ${problem}`)
    if (entry?._tag === "Seeded") isSeeded = true
  }
  return isSeeded
}
