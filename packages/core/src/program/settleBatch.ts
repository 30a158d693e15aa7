import { DateTime, Effect, Random } from "effect"
import { Catalogue } from "../model/Catalogue.ts"
import type { Lease } from "../model/Lease.ts"
import type { DedupKey } from "../model/DedupKey.ts"
import type { Settlement } from "../model/Settlement.ts"
import type { Verdict } from "../model/Verdict.ts"
import { settlementFor } from "../policy/settlementFor.ts"
import { tracedFn } from "../policy/tracedFn.ts"
import { RecordLedger } from "../port/RecordLedger.ts"

/** What became of one record of a batch. */
export interface Settled {
  readonly dedupKey: DedupKey
  readonly settlement: Settlement
}

/**
 * Judges the verdicts on a batch and writes the settlements, fenced by the lease.
 *
 * - **Shape**: the settlements that were written; a record that the lease no longer holds is left out.
 * - **Idempotence**: a repeat finds nothing under the lease and changes nothing.
 * - **Errors**: `StoreError`; the records then run out of their lease and are sent again unchanged.
 *
 * **Example** (From the lease to the settlement, as a worker does it)
 *
 *     import { makeMarketplaceEmulator, memoryStore, memoryTransport } from "@tallyhour/adapter-memory"
 *     import { TestClock } from "effect/testing"
 *
 *     const emulator = makeMarketplaceEmulator()
 *     emulator.control("seed_product", { code: "4ml54db8vrmju", dimensions: ["pages"], kind: "saas" })
 *     emulator.control("seed_customer", { product_code: "4ml54db8vrmju", account_id: "111111111111" })
 *     const products = [{ code: "4ml54db8vrmju", meters: [{ name: "pages" }] }]
 *     const acme = Subscription.make({
 *       account: "acme",
 *       productCode: "4ml54db8vrmju",
 *       agreement: { _tag: "Product", buyer: "111111111111" },
 *       region: "us-east-1",
 *       activeFrom: DateTime.makeUnsafe("2026-01-01T00:00:00Z")
 *     })
 *     const usage = {
 *       eventId: "doc-1/pages",
 *       account: "acme",
 *       meter: "pages",
 *       quantity: "2.5",
 *       occurredAt: "2026-03-10T11:30:00Z"
 *     }
 *     const program = Effect.gen(function* () {
 *       yield* linkAccount(acme)
 *       yield* TestClock.setTime(Date.parse("2026-03-10T12:15:00Z"))
 *       yield* recordUsage(usage)
 *       yield* sealHours()
 *       const { batches, lease } = yield* leaseBatches({ dueBy: yield* DateTime.now, recordsMax: 100 })
 *       const verdicts = yield* Effect.forEach(batches, submitBatch)
 *       const settled = yield* settleBatch(lease, verdicts.flat())
 *       const repeated = yield* settleBatch(lease, verdicts.flat())
 *       return [settled.map(({ settlement }) => settlement._tag), repeated]
 *     })
 *     const here = Layer.mergeAll(
 *       memoryStore().layer,
 *       memoryTransport(emulator),
 *       Catalogue.layer({ products }),
 *       TestClock.layer()
 *     )
 *
 *     await Effect.runPromise(program.pipe(Effect.provide(here))) // => [["Settled"], []]
 */
export const settleBatch = tracedFn(
  "settleBatch",
  Effect.fnUntraced(function* (lease: Lease, verdicts: ReadonlyArray<Verdict>) {
    const now = yield* DateTime.now
    const { policy } = yield* Catalogue
    const random = yield* Random.Random
    const settlements = verdicts.map(({ leased, verdict }): Settled => {
      const context = { jitter: random.nextDoubleUnsafe(), now, safetyMargin: policy.safetyMargin }
      return { dedupKey: leased.record.dedupKey, settlement: settlementFor(verdict, leased, context) }
    })
    const ledger = yield* RecordLedger
    const written = yield* ledger.settle(lease, settlements, now)
    for (let i = 0; i < settlements.length; i++) {
      const settled = settlements[i]!
      if (!isAccepted(settled)) yield* report(settled, verdicts[i]!.leased.record.quantity)
    }
    // No key is there twice, so that as many as there are is all of them.
    if (written.length === settlements.length) return settlements
    const held = new Set(written)
    return settlements.filter(({ dedupKey }) => held.has(dedupKey))
  })
)

const isAccepted = ({ settlement: { _tag } }: Settled): boolean =>
  _tag === "Settled" || _tag === "SettledEarlier"

// Dead and doubtful records cost money, so they are said aloud; a retry is everyday business.
const report = ({ dedupKey, settlement }: Settled, units: number) =>
  settlement._tag === "Dead" || settlement._tag === "InDoubt"
    ? Effect.logError(`Record ${dedupKey} of ${units} units is ${settlement._tag}: ${settlement.reason}`)
    : settlement._tag === "Retry"
      ? Effect.logDebug(`Record ${dedupKey} is sent again: ${settlement.reason}`)
      : Effect.void
