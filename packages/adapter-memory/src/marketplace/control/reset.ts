import { Schema } from "effect"
import { makeMarketplaceState } from "../MarketplaceState.ts"
import { controlFunction } from "./ControlFunction.ts"

/** Forgets everything: the clock is the machine's again, choices are as at the start, no rate and no fault in force. */
export const reset = controlFunction(Schema.Struct({}), (marketplace) => {
  marketplace.callLog.reset()
  marketplace.callsSeen = 0
  marketplace.choices = marketplace.startChoices
  marketplace.clock.reset()
  marketplace.faults.reset()
  marketplace.prices = new Map()
  marketplace.quotas.reset()
  marketplace.state = makeMarketplaceState()
  marketplace.tokensIssued = 0
  return {}
})
