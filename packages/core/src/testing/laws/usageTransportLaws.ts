import { Duration, Effect, Option } from "effect"
import type { Allocation } from "../../model/Allocation.ts"
import { UsageTransport } from "../../port/UsageTransport.ts"
import { freshName } from "../builders.ts"
import { claim, claimEqual, type Law } from "../Law.ts"
import type { TestMarketplace } from "../TestMarketplace.ts"
import { aBuyer, batchOf, billedTo, planFault, refused, submit } from "./transportSteps.ts"

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
    name: "allocations reach AWS, and each answer is matched to its record",
    holds: Effect.gen(function* () {
      const { record } = yield* aBuyer()
      const shares: ReadonlyArray<Allocation> = [
        { tags: [], quantity: 1 },
        {
          tags: [
            ["app", "a"],
            ["team", "red"]
          ],
          quantity: 2
        },
        { tags: [["team", "blue"]], quantity: 4 }
      ]
      const batch = [
        record("requests", 7, shares),
        record("storage", 4, [{ tags: [["team", "blue"]], quantity: 4 }]),
        record("seats", 5)
      ]
      const first = yield* submit(batch)
      const billed = yield* billedTo(batch[0]!)
      yield* claimEqual(
        "each is billed with its own",
        billed.map((row) => [row.dimension, row.allocations]).toSorted(byText),
        batch.map((sent) => [sent.record.dimension, sent.record.allocations]).toSorted(byText)
      )
      yield* claimEqual(
        "each answer has its record's id",
        first,
        batch.map(({ record: { dimension } }) => ({
          _tag: "Accepted",
          meteringRecordId: billed.find((row) => row.dimension === dimension)?.meteringRecordId
        }))
      )
      yield* claimEqual("sent again they are the same records", yield* submit(batch), first)
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
  },
  {
    name: "a service that shows our time is found to do so",
    holds: Effect.gen(function* () {
      const transport = yield* UsageTransport
      const skew = yield* transport.clockSkew
      yield* claimEqual("none is ahead", Option.map(skew, Duration.toMillis), Option.some(0))
    })
  }
]

const byText = (left: ReadonlyArray<unknown>, right: ReadonlyArray<unknown>) =>
  String(left[0]) < String(right[0]) ? -1 : 1
