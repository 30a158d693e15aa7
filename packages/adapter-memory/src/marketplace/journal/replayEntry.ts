import { applyChanges } from "../applyChanges.ts"
import { answerControl } from "../control/answerControl.ts"
import type { Marketplace } from "../Marketplace.ts"
import type { JournalEntry } from "./JournalEntry.ts"

/**
 * Lets an emulator go through what happened to it once more.
 *
 * Calls are not judged again: what was accepted stands, whatever the rules say today. Faults that waited for calls are
 * forgotten.
 *
 * - **Errors**: a text, if a control function that succeeded is refused now.
 */
export const replayEntry = (marketplace: Marketplace, entry: JournalEntry): string | undefined => {
  switch (entry._tag) {
    case "Called":
      applyChanges(marketplace.state, entry.changes)
      marketplace.callLog.append(entry.call)
      marketplace.callsSeen = entry.callsSeen
      return undefined
    case "Controlled": {
      marketplace.clock.restore({ frozenAt: entry.at, offsetMillis: 0 })
      const { body, status } = answerControl(marketplace, entry.name, entry.body)
      marketplace.clock.restore(entry.clock)
      marketplace.callsSeen = entry.callsSeen
      return status === 200 ? undefined : `${entry.name} is refused: ${String(body["error"])}`
    }
    case "Seeded":
      return undefined
    case "TimeSet":
      marketplace.clock.restore(entry.clock)
      return undefined
  }
}
