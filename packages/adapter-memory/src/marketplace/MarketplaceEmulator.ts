import type { AcceptedRecord } from "./AcceptedRecord.ts"
import { answerCall } from "./answerCall.ts"
import type { ServiceCall } from "./answerCall.ts"
import { answerControl } from "./control/answerControl.ts"
import type { ControlAnswer } from "./control/ControlFunction.ts"
import type { Choices } from "./Choices.ts"
import { makeMarketplace } from "./Marketplace.ts"
import type { MarketplaceOptions } from "./Marketplace.ts"
import type { ServiceAnswer } from "./ServiceAnswer.ts"

/**
 * The AWS Marketplace Metering Service in memory: BatchMeterUsage and ResolveCustomer, with what a test or a demo must
 * arrange behind the API's back.
 *
 * The same history, with the same instants and the same seed, has the same answers and the same ids.
 */
export interface MarketplaceEmulator {
  /** Returns everything the service has accepted, in the order of acceptance. */
  readonly accepted: () => ReadonlyArray<AcceptedRecord>
  /**
   * Performs a call of the API and returns what its caller would see; it never throws.
   *
   * The body is kept for CloudTrail, not copied: leave it as it is afterwards. The ledger holds nothing of it.
   */
  readonly call: (call: ServiceCall) => ServiceAnswer
  /** Returns the choices in force. */
  readonly choices: () => Choices
  /** Performs a function of the control interface; a wrong body answers 400 and changes nothing. */
  readonly control: (name: string, body: unknown) => ControlAnswer
  /** Returns the emulator's instant in epoch milliseconds. */
  readonly now: () => number
  /**
   * Sets the emulator's clock, in epoch seconds; it runs on from there unless `frozen`.
   *
   * - **Errors**: throws a RangeError if the instant is not a finite number.
   */
  readonly setTime: (setting: { readonly frozen?: boolean; readonly now: number }) => void
}

/**
 * Makes an emulator that has seen nothing.
 *
 * - **Errors**: throws a RangeError if a choice is not one, or its value not allowed.
 */
export const makeMarketplaceEmulator = (options: MarketplaceOptions = {}): MarketplaceEmulator => {
  const marketplace = makeMarketplace(options)
  return {
    accepted: () => marketplace.state.ledger.slice(),
    call: (call) => answerCall(marketplace, call),
    choices: () => marketplace.choices,
    control: (name, body) => answerControl(marketplace, name, body),
    now: () => marketplace.clock.now(),
    setTime: ({ frozen = false, now }) => marketplace.clock.set({ frozen, now })
  }
}
