import { DateTime, Effect } from "effect"
import type { DedupKey } from "../model/DedupKey.ts"
import { AuditTally } from "../policy/AuditTally.ts"
import { Books } from "../port/Books.ts"
import { LedgerAudit } from "../port/LedgerAudit.ts"

/** How many rows are read at once. */
const pageMax = 1_000

/**
 * Checks every row of the ledger against all that is promised of it, and reports what is not kept.
 *
 * - **Shape**: `isWorkerHealthy` says that a worker has run for the last minutes, so that nothing may be overdue.
 * - **Guarantees**: only reads, beside any number of workers; each page is judged at the time at which it was read.
 * - **Errors**: `StoreError`; a violation is no error.
 *
 * **Example** (Usage on its way to the bill)
 *
 *     import { memoryStore } from "@tallyhour/adapter-memory"
 *     import { TestClock } from "effect/testing"
 *
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
 *       const { accounts, records, violations } = yield* auditLedger({ isWorkerHealthy: true })
 *       return [accounts, records, violations]
 *     })
 *     const here = Layer.mergeAll(memoryStore().layer, Catalogue.layer({ products }), TestClock.layer())
 *
 *     await Effect.runPromise(program.pipe(Effect.provide(here))) // => [1, 1, []]
 */
export const auditLedger = Effect.fn("auditLedger")(function* (
  options: { readonly isWorkerHealthy?: boolean } = {}
) {
  const books = yield* Books
  const ledger = yield* LedgerAudit
  const tally = new AuditTally()
  tally.addBalances(yield* books.balances)
  let after: DedupKey | undefined
  do {
    const page = yield* ledger.entries({ after, recordsMax: pageMax })
    // A long audit goes on while workers do, so the time of its beginning would make their new leases look endless.
    tally.addEntries(page, { ...options, now: yield* DateTime.now })
    after = page.next
  } while (after !== undefined)
  let position: number | undefined
  do {
    const moves = yield* ledger.moves({ after: position, movesMax: pageMax })
    tally.addMoves(moves)
    position = moves.length < pageMax ? undefined : moves.at(-1)?.position
  } while (position !== undefined)
  return tally.report()
})
