import { DateTime, Effect } from "effect"
import type { AgreementChange } from "../model/AgreementChange.ts"
import type { AgreementEvent } from "../model/AgreementEvent.ts"
import { agreementChanges } from "../policy/agreementChanges.ts"
import { AgreementInbox } from "../port/AgreementInbox.ts"

/** What became of an event. */
export interface Followed {
  /** Whether it had not come before. */
  readonly isNew: boolean
  /** Whether no account is linked to its agreement yet; it is followed when one is. */
  readonly isParked: boolean
  /** The subscriptions that it, and all that is known beside it, changed. */
  readonly changes: ReadonlyArray<AgreementChange>
}

/**
 * Keeps an event of an agreement, and does what all events of it that are known ask for.
 *
 * When an agreement has ended, its subscription ends: the next pass seals what is open, the hour that runs included, and
 * sends it first, because AWS takes it for an hour only. When the buyer comes back, the end is taken back. An event whose
 * agreement no account is linked to is kept, and `linkAccount` follows it.
 *
 * - **Idempotence**: events may come twice, late and in any order; what they come to is the same.
 * - **Errors**: `StoreError`: let the event come again.
 *
 * **Example** (A license is deprovisioned)
 *
 *     import { memoryStore } from "@tallyhour/adapter-memory"
 *
 *     const licenseArn = "arn:aws:license-manager::294406891311:license:l-1b2c"
 *     const acme = Subscription.make({
 *       account: "acme",
 *       productCode: "4ml54db8vrmju",
 *       agreement: { _tag: "License", buyer: "111111111111", licenseArn },
 *       region: "us-east-1",
 *       activeFrom: DateTime.makeUnsafe("2026-01-01T00:00:00Z")
 *     })
 *     const event = AgreementEvent.make({
 *       _tag: "LicenseDeprovisioned",
 *       eventId: "e-1",
 *       at: DateTime.makeUnsafe("2026-03-10T12:10:00Z"),
 *       licenseId: "l-1b2c"
 *     })
 *     const program = Effect.gen(function* () {
 *       const registry = yield* SubscriptionRegistry
 *       yield* registry.link(acme)
 *       const { changes, isNew, isParked } = yield* followAgreement(event)
 *       const again = yield* followAgreement(event)
 *       return [isNew, isParked, changes.length, again.isNew, again.changes.length]
 *     })
 *
 *     await Effect.runPromise(program.pipe(Effect.provide(memoryStore().layer)))
 *     // => [true, false, 1, false, 0]
 */
export const followAgreement = Effect.fn("followAgreement")(function* (event: AgreementEvent) {
  const now = yield* DateTime.now
  const inbox = yield* AgreementInbox
  const isNew = yield* inbox.store(event, now)
  // Kept before it is asked whom it concerns: whoever links an account meanwhile finds the event, or is found here.
  const accounts = yield* inbox.accountsOf(event)
  const changes = yield* Effect.forEach(accounts, (account) => inbox.follow(account, agreementChanges))
  const followed: Followed = { isNew, isParked: accounts.length === 0, changes: changes.flat() }
  for (const change of followed.changes) yield* Effect.logInfo(said(change))
  return followed
})

const said = ({ activeUntil, because, subscription }: AgreementChange): string => {
  const what = `The subscription of account ${JSON.stringify(subscription.account)} to product ${subscription.productCode}`
  const why = `: ${because._tag} of ${DateTime.formatIso(because.at)}.`
  return activeUntil === undefined
    ? `${what} runs again${why}`
    : `${what} ends at ${DateTime.formatIso(activeUntil)}${why}`
}
