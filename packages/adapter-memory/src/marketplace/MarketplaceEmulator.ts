import type { AcceptedRecord } from "./AcceptedRecord.ts"
import { answerCall } from "./answerCall.ts"
import type { ServiceCall } from "./answerCall.ts"
import { answerControl, changesWhatIsKept } from "./control/answerControl.ts"
import type { ControlAnswer } from "./control/ControlFunction.ts"
import type { Choices } from "./Choices.ts"
import { toldRecord } from "./LedgerRecord.ts"
import { makeMarketplace } from "./Marketplace.ts"
import type { Marketplace, MarketplaceOptions } from "./Marketplace.ts"
import type { ServiceAnswer } from "./ServiceAnswer.ts"

/**
 * The AWS Marketplace Metering Service in memory, all four operations of it, and GetEntitlements of the entitlement
 * service, with what a test or a demo must arrange behind the API's back.
 *
 * The same history, with the same instants and the same seed, has the same answers and the same ids. Only the signatures
 * of RegisterUsage depend on something else, the signer: RSA keys and PSS salts are random, unless one is given.
 */
export interface MarketplaceEmulator {
  /** Returns everything the service has accepted, in the order of acceptance. */
  readonly accepted: () => ReadonlyArray<AcceptedRecord>
  /**
   * Performs a call of the API and returns what its caller would see; it never throws.
   *
   * Without its text, the body is kept for CloudTrail, not copied: leave it as it is afterwards. The ledger holds nothing of it.
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
 *
 * **Example** (The first record of an hour stands)
 *
 *     const emulator = makeMarketplaceEmulator({ clock: () => Date.parse("2026-03-10T12:15:00Z") })
 *     emulator.control("seed_product", { code: "4ml54db8vrmju", dimensions: ["pages"], kind: "saas" })
 *     emulator.control("seed_customer", { product_code: "4ml54db8vrmju", account_id: "111111111111" })
 *     const send = (quantity: number) =>
 *       emulator.call({
 *         operation: "BatchMeterUsage",
 *         region: "us-east-1",
 *         body: {
 *           ProductCode: "4ml54db8vrmju",
 *           UsageRecords: [
 *             {
 *               Timestamp: Date.parse("2026-03-10T11:00:00Z") / 1000,
 *               Dimension: "pages",
 *               Quantity: quantity,
 *               CustomerAWSAccountId: "111111111111"
 *             }
 *           ]
 *         }
 *       })
 *
 *     send(3)._tag // => "Answered"
 *     JSON.stringify(send(4)).includes("DuplicateRecord") // => true
 *     emulator.accepted().map(({ quantity }) => quantity) // => [3]
 */
export const makeMarketplaceEmulator = (options: MarketplaceOptions = {}): MarketplaceEmulator =>
  emulatorOf(makeMarketplace(options))

/** Returns the emulator of a service that somebody else may look into. */
export const emulatorOf = (marketplace: Marketplace): MarketplaceEmulator => ({
  accepted: () => marketplace.state.ledger.map(toldRecord),
  call: (call) => answerCall(marketplace, call),
  choices: () => marketplace.choices,
  control: (name, body) => recordedControl(marketplace, name, body),
  now: () => marketplace.clock.now(),
  setTime: ({ frozen = false, now }) => {
    marketplace.clock.set({ frozen, now })
    marketplace.journal?.({ _tag: "TimeSet", clock: marketplace.clock.setting() })
  }
})

const recordedControl = (marketplace: Marketplace, name: string, body: unknown): ControlAnswer => {
  const at = marketplace.clock.now()
  const answer = answerControl(marketplace, name, body)
  if (marketplace.journal !== undefined && answer.status === 200 && changesWhatIsKept(name)) {
    const { callsSeen, clock } = marketplace
    marketplace.journal({ _tag: "Controlled", at, body, callsSeen, clock: clock.setting(), name })
  }
  return answer
}
