import { Effect, Layer, Result } from "effect"
import { Catalogue } from "../model/Catalogue.ts"
import type { CatalogueInput } from "../model/CatalogueInput.ts"
import type { DedupKey } from "../model/DedupKey.ts"
import type { SubmissionOutcome } from "../model/SubmissionOutcome.ts"
import type { TransportError } from "../model/TransportError.ts"
import type { UsageRecord } from "../model/UsageRecord.ts"
import { planBatches } from "../policy/planBatches.ts"
import type { UsageTransport } from "../port/UsageTransport.ts"
import { submitBatch } from "../program/submitBatch.ts"
import { type CallOptions, runOnce } from "./runOnce.ts"

/** What is sent by BatchMeterUsage, and how AWS is reached. */
export interface BatchMeterUsageOptions extends CallOptions {
  readonly catalogue: CatalogueInput
  readonly records: ReadonlyArray<UsageRecord>
  /** How AWS is reached: `awsTransport()`, or `memoryTransport(emulator)` in tests. */
  readonly transport: Layer.Layer<UsageTransport>
}

/** What is known of a record: AWS's word, why there is none, or that it is in dry run and was kept back. */
export type RecordVerdict =
  | { readonly dedupKey: DedupKey; readonly isRehearsed: true }
  | { readonly dedupKey: DedupKey; readonly outcome: SubmissionOutcome }
  | { readonly dedupKey: DedupKey; readonly error: TransportError }

/**
 * Sends sealed records by BatchMeterUsage, for code without Effect that keeps a ledger of its own.
 *
 * A worker does this by itself, and remembers what came of it. Whoever calls it sends what has no answer again, unchanged:
 * AWS takes the first quantity of a key and no second.
 *
 * - **Shape**: one verdict for each record, in no certain order; not knowing is a verdict, too. Requests are filled, keep to
 *   the quota within the call, and leave out what is past its deadline, or in dry run. The next call knows nothing of this
 *   one's rhythm or connections, so give one call all records, and make no two at once.
 * - **Errors**: rejects with `CatalogueInvalid`, and with nothing else.
 *
 * **Example** (A record, and the same once more)
 *
 *     import { makeMarketplaceEmulator, memoryTransport } from "@tallyhour/adapter-memory"
 *
 *     const now = () => Date.parse("2026-03-10T12:20:00Z")
 *     const emulator = makeMarketplaceEmulator({ clock: now })
 *     emulator.control("seed_product", { code: "4ml54db8vrmju", dimensions: ["pages"], kind: "saas" })
 *     emulator.control("seed_customer", { product_code: "4ml54db8vrmju", account_id: "111111111111" })
 *     const key = {
 *       agreement: Agreement.make({ _tag: "Product", buyer: "111111111111" }),
 *       dimension: "pages",
 *       hour: MeteringHour.of(DateTime.makeUnsafe("2026-03-10T11:30:00Z")),
 *       productCode: "4ml54db8vrmju",
 *       region: "us-east-1"
 *     }
 *     const record = UsageRecord.make({
 *       ...key,
 *       dedupKey: DedupKey.of(key),
 *       account: "acme",
 *       meter: "pages",
 *       quantity: 7,
 *       used: Quantity.ofUnits(7),
 *       allocations: [],
 *       timestamp: MeteringHour.start(key.hour),
 *       deadline: submissionDeadline(key.hour),
 *       sealedAt: MeteringHour.end(key.hour)
 *     })
 *     const catalogue = { products: [{ code: "4ml54db8vrmju", meters: [{ name: "pages" }] }] }
 *     const sent = { catalogue, records: [record], transport: memoryTransport(emulator), now }
 *
 *     const [verdict] = await batchMeterUsage(sent)
 *     await batchMeterUsage(sent)
 *     verdict !== undefined && "outcome" in verdict && verdict.outcome._tag // => "Accepted"
 *     emulator.accepted().map(({ quantity }) => quantity) // => [7]
 */
export const batchMeterUsage = async (
  options: BatchMeterUsageOptions
): Promise<ReadonlyArray<RecordVerdict>> => {
  const catalogue = Result.getOrThrow(Catalogue.fromInput(options.catalogue))
  const [sent, rehearsed] = partition(options.records, catalogue.isDryRun)
  const leased = sent.map((record) => ({
    attempts: 1,
    // The ledger is the caller's, so nobody here knows of earlier attempts.
    mayBeAccepted: true,
    record,
    sendBefore: record.deadline
  }))
  const verdicts = await runOnce(
    Effect.forEach(planBatches(leased), submitBatch),
    Layer.merge(options.transport, Layer.succeed(Catalogue, catalogue)),
    options
  )
  return [
    ...rehearsed.map(({ dedupKey }) => ({ dedupKey, isRehearsed: true as const })),
    ...verdicts.flat().map(({ leased: { record }, verdict }) =>
      Result.match(verdict, {
        onFailure: (error) => ({ dedupKey: record.dedupKey, error }),
        onSuccess: (outcome) => ({ dedupKey: record.dedupKey, outcome })
      })
    )
  ]
}

const partition = (
  records: ReadonlyArray<UsageRecord>,
  isDryRun: (record: UsageRecord) => boolean
): readonly [sent: ReadonlyArray<UsageRecord>, rehearsed: ReadonlyArray<UsageRecord>] => [
  records.filter((record) => !isDryRun(record)),
  records.filter(isDryRun)
]
