import { Effect } from "effect"
import type { Agreement } from "../../model/Agreement.ts"
import { DedupKey } from "../../model/DedupKey.ts"
import type { LeasedRecord } from "../../model/Lease.ts"
import { MeteringHour } from "../../model/MeteringHour.ts"
import type { SubmissionOutcome } from "../../model/SubmissionOutcome.ts"
import { UsageRecord } from "../../model/UsageRecord.ts"
import { submissionDeadline } from "../../policy/submissionDeadline.ts"
import { UsageTransport } from "../../port/UsageTransport.ts"
import { exampleRegion, freshAgreement, freshName } from "../builders.ts"
import { claim, claimEqual, type Law } from "../Law.ts"
import { type PlannedFault, TestMarketplace } from "../TestMarketplace.ts"

/** What every transport promises. */
export const usageTransportLaws: ReadonlyArray<Law<TestMarketplace | UsageTransport>> = [
  {
    name: "an accepted record is billed, in each form of identity",
    holds: Effect.gen(function* () {
      for (const form of ["License", "Product", "Legacy"] as const) {
        const { record } = yield* aBuyer({ form })
        const sent = record("requests", 7)
        const [outcome] = yield* submit([sent])
        const [billed] = yield* billedTo(sent)
        yield* claimEqual(
          "its quantity is in the ledger",
          [billed?.quantity, billed?.timestamp],
          [7, sent.record.timestamp]
        )
        yield* claimEqual("the outcome carries the proof", outcome, {
          _tag: "Accepted",
          meteringRecordId: billed?.meteringRecordId
        })
      }
    })
  },
  {
    name: "a request sent again is accepted again and billed once",
    holds: Effect.gen(function* () {
      const { record } = yield* aBuyer()
      const sent = record("requests", 7)
      const first = yield* submit([sent])
      const second = yield* submit([sent])
      yield* claimEqual("both answers are the same", second, first)
      yield* claimEqual("one record is billed", (yield* billedTo(sent)).length, 1)
    })
  },
  {
    name: "another quantity for one key is a duplicate, and the first stands",
    holds: Effect.gen(function* () {
      const { record } = yield* aBuyer()
      yield* submit([record("requests", 7)])
      yield* claimEqual("it is refused", yield* submit([record("requests", 8)]), [{ _tag: "Duplicate" }])
      yield* claimEqual(
        "the first is billed",
        (yield* billedTo(record("requests", 7))).map((billed) => billed.quantity),
        [7]
      )
    })
  },
  {
    name: "each record has its own outcome, whatever became of its neighbours",
    holds: Effect.gen(function* () {
      const product = yield* freshName("product")
      const subscribed = yield* aBuyer({ product })
      const stranger = yield* aBuyer({ product, isSubscribed: false })
      yield* submit([subscribed.record("storage", 3)])
      const batch = [
        stranger.record("requests", 1),
        subscribed.record("requests", 2),
        subscribed.record("storage", 4),
        stranger.record("storage", 5),
        subscribed.record("seats", 0)
      ]
      const outcomes = yield* submit(batch)
      yield* claimEqual(
        "in the order of the batch",
        outcomes.map((outcome) => outcome._tag),
        ["NotSubscribed", "Accepted", "Duplicate", "NotSubscribed", "Accepted"]
      )
      yield* claimEqual("and the stranger is billed nothing", yield* billedTo(batch[0]!), [])
    })
  },
  {
    name: "a full batch has an outcome for every record",
    holds: Effect.gen(function* () {
      const dimensions = Array.from({ length: 25 }, (_, i) => `dimension-${i}`)
      const { record } = yield* aBuyer({ dimensions })
      const batch = dimensions.map((dimension, i) => record(dimension, i))
      const outcomes = yield* submit(batch)
      yield* claimEqual(
        "all are accepted",
        outcomes.map((outcome) => outcome._tag),
        batch.map(() => "Accepted")
      )
      const billed = yield* billedTo(batch[0]!)
      const wanted = batch.map((leased, i) => {
        const outcome = outcomes[i]
        return [
          leased.record.dimension,
          leased.record.quantity,
          outcome?._tag === "Accepted" ? outcome.meteringRecordId : ""
        ]
      })
      const found = billed.map((row) => [row.dimension, row.quantity, row.meteringRecordId])
      yield* claimEqual("each under its own id", found.toSorted(byText), wanted.toSorted(byText))
    })
  },
  {
    name: "unprocessed records are said to be that",
    holds: Effect.gen(function* () {
      const { record } = yield* aBuyer()
      const sent = record("requests", 7)
      yield* planFault("unprocessed")
      yield* claimEqual("AWS did not get to it", yield* submit([sent]), [{ _tag: "Unprocessed" }])
      yield* claimEqual("and bills nothing", yield* billedTo(sent), [])
      yield* claimEqual(
        "the next time it does",
        (yield* submit([sent])).map((outcome) => outcome._tag),
        ["Accepted"]
      )
    })
  },
  {
    name: "a lost answer leaves open whether AWS has the records",
    holds: Effect.gen(function* () {
      const afterTheWork = ["answer lost", "fault after the work"] as const
      const beforeTheWork = ["request lost", "fault before the work", "page of a proxy"] as const
      for (const fault of [...afterTheWork, ...beforeTheWork]) {
        const { record } = yield* aBuyer()
        const sent = record("requests", 7)
        const refusal = yield* refused(sent, fault)
        yield* claimEqual(
          `${fault}: nobody knows`,
          [refusal._tag, refusal.mayBeAccepted, refusal.isRetryable],
          ["Unanswered", true, true]
        )
        yield* claimEqual(
          `${fault}: sent again it is accepted`,
          (yield* submit([sent])).map((outcome) => outcome._tag),
          ["Accepted"]
        )
        yield* claimEqual(
          `${fault}: and billed once`,
          (yield* billedTo(sent)).map((billed) => billed.quantity),
          [7]
        )
      }
    })
  },
  {
    name: "throttling is no refusal of the records",
    holds: Effect.gen(function* () {
      const { record } = yield* aBuyer()
      const refusal = yield* refused(record("requests", 7), "throttled")
      yield* claimEqual(
        "nothing was done",
        [refusal._tag, refusal.mayBeAccepted, refusal.isRetryable],
        ["Throttled", false, true]
      )
    })
  },
  {
    name: "a request that AWS refuses for one record names the reason and bills nothing",
    holds: Effect.gen(function* () {
      const { record } = yield* aBuyer()
      const good = record("requests", 7)
      const transport = yield* UsageTransport
      const error = yield* Effect.flip(transport.submit(batchOf([good, record("no-such-dimension", 1)])))
      yield* claim(
        "it is a refusal by name",
        error.reason._tag === "RequestRefused" && error.reason.code === "InvalidUsageDimensionException",
        error
      )
      yield* claimEqual("nothing is billed", yield* billedTo(good), [])
    })
  }
]

const aBuyer = Effect.fnUntraced(function* (
  options: {
    readonly dimensions?: ReadonlyArray<string>
    readonly form?: Agreement["_tag"]
    readonly isSubscribed?: boolean
    readonly product?: string
  } = {}
) {
  const marketplace = yield* TestMarketplace
  const productCode = options.product ?? (yield* freshName("product"))
  const agreement = yield* freshAgreement(options.form ?? "License")
  yield* marketplace.seed({
    agreement,
    dimensions: options.dimensions ?? ["requests", "storage", "seats"],
    isSubscribed: options.isSubscribed ?? true,
    productCode
  })
  const hour = MeteringHour.plus(MeteringHour.of(marketplace.now), -1)
  const record = (dimension: string, quantity: number): LeasedRecord => ({
    attempts: 1,
    mayBeAccepted: false,
    record: UsageRecord.make({
      dedupKey: DedupKey.of({ region: exampleRegion, productCode, agreement, dimension, hour }),
      account: "account",
      meter: dimension,
      productCode,
      region: exampleRegion,
      agreement,
      dimension,
      hour,
      timestamp: MeteringHour.start(hour),
      quantity,
      deadline: submissionDeadline(hour),
      sealedAt: marketplace.now
    })
  })
  return { record }
})

const batchOf = (records: ReadonlyArray<LeasedRecord>) => ({
  region: exampleRegion,
  productCode: records[0]?.record.productCode ?? "",
  records
})

const submit = Effect.fnUntraced(function* (records: ReadonlyArray<LeasedRecord>) {
  const transport = yield* UsageTransport
  const { foreign, outcomes } = yield* transport.submit(batchOf(records))
  yield* claimEqual("no answer is foreign", foreign, 0)
  yield* claimEqual(
    "each record has one outcome",
    outcomes.map(({ leased }) => leased),
    records
  )
  return outcomes.map(({ outcome }): SubmissionOutcome => outcome)
})

const refused = Effect.fnUntraced(function* (sent: LeasedRecord, fault: PlannedFault) {
  yield* planFault(fault)
  const transport = yield* UsageTransport
  return (yield* Effect.flip(transport.submit(batchOf([sent])))).reason
})

const planFault = (fault: PlannedFault) =>
  Effect.flatMap(TestMarketplace, (marketplace) => marketplace.failNext(fault))

const billedTo = ({ record }: LeasedRecord) =>
  Effect.flatMap(TestMarketplace, (marketplace) => marketplace.billed(record.agreement))

const byText = (left: ReadonlyArray<unknown>, right: ReadonlyArray<unknown>) =>
  String(left[0]) < String(right[0]) ? -1 : 1
