import { readFile } from "node:fs/promises"
import { makeMarketplaceEmulator } from "../../marketplace/MarketplaceEmulator.ts"
import type { MarketplaceEmulator } from "../../marketplace/MarketplaceEmulator.ts"
import { applySeedFile } from "./applySeedFile.ts"
import type { SeedFile } from "./applySeedFile.ts"
import { openState } from "./openState.ts"
import type { StateOptions } from "./openState.ts"

/** An emulator that is ready to be served. */
export interface OpenedEmulator {
  readonly close: () => Promise<void>
  /** Absent if nothing is kept. */
  readonly durable?: () => Promise<void> | undefined
  readonly emulator: MarketplaceEmulator
}

/** Where an emulator comes from. */
export interface OpeningOptions extends StateOptions {
  readonly emulator?: MarketplaceEmulator
  readonly seedFile?: SeedFile | string
  readonly state?: string
}

/**
 * Takes the emulator that is given, or makes one, with the state that is kept in a file and with what a seed file says.
 *
 * A kept state is seeded once: the next start finds what the first one arranged, and what has become of it.
 *
 * - **Errors**: rejects for a state file that cannot be kept, and for a seed file that cannot be read or is wrong.
 */
export const openEmulator = async (options: OpeningOptions): Promise<OpenedEmulator> => {
  const { seedFile, state } = options
  if (state === undefined) {
    const emulator = options.emulator ?? makeMarketplaceEmulator(options)
    if (seedFile !== undefined) applySeedFile(emulator, await readSeedFile(seedFile))
    return { close: () => Promise.resolve(), emulator }
  }
  if (options.emulator !== undefined)
    throw new RangeError("a state file keeps an emulator of its own; give only one")
  const kept = await openState(state, options)
  try {
    if (seedFile !== undefined && !kept.isSeeded) {
      applySeedFile(kept.emulator, await readSeedFile(seedFile))
      kept.markSeeded()
    }
    await kept.durable()
  } catch (cause) {
    await kept.close()
    throw cause
  }
  return kept
}

const readSeedFile = async (seedFile: SeedFile | string): Promise<unknown> => {
  if (typeof seedFile !== "string") return seedFile
  const text = await readFile(seedFile, "utf8")
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new Error(`${seedFile} is not JSON: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause
    })
  }
}
