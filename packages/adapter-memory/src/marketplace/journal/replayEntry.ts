import { applyChanges } from "../applyChanges.ts"
import { keptCall } from "../audit/KeptCall.ts"
import { makeChoices } from "../Choices.ts"
import { answerControl } from "../control/answerControl.ts"
import type { Marketplace } from "../Marketplace.ts"
import { makeMarketplaceState } from "../MarketplaceState.ts"
import type { ArrangedEntry, JournalEntry } from "./JournalEntry.ts"

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
    case "Accepted":
      applyChanges(marketplace.state, entry.changes)
      return undefined
    case "Arranged":
      arrangeAgain(marketplace, entry)
      return undefined
    case "Called":
      applyChanges(marketplace.state, entry.changes)
      marketplace.callLog.append(keptCall(entry.call))
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

const arrangeAgain = (marketplace: Marketplace, entry: ArrangedEntry): void => {
  marketplace.callLog.reset(entry.callsForgotten)
  marketplace.callsSeen = entry.callsSeen
  marketplace.choices = makeChoices({ ...marketplace.startChoices, ...entry.choices })
  marketplace.clock.restore(entry.clock)
  marketplace.prices = entry.prices
  for (const [operation, perSecond] of entry.rates) marketplace.quotas.set(operation, perSecond)
  marketplace.state = { ...makeMarketplaceState(), ...entry.state }
  marketplace.tokensIssued = entry.tokensIssued
}
