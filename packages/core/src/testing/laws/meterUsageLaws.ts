import { DateTime, Duration, Effect, Option } from "effect"
import type { Allocation } from "../../model/Allocation.ts"
import { BuyerMetering } from "../../port/BuyerMetering.ts"
import { claim, claimEqual, type Law } from "../Law.ts"
import { TestBuyer } from "../TestBuyer.ts"
import { aContainerProduct, refusalOf, runningOn, send } from "./buyerSteps.ts"

/** What reports of software in a buyer's account promise. */
export const meterUsageLaws: ReadonlyArray<Law<BuyerMetering | TestBuyer>> = [
  {
    name: "a report is billed as it was made, under the id that is returned",
    holds: Effect.gen(function* () {
      const { billed, report } = yield* aContainerProduct()
      const shares: ReadonlyArray<Allocation> = [
        { tags: [], quantity: 1 },
        { tags: [["team", "red"]], quantity: 2 }
      ]
      const sent = report("requests", 3, { allocations: shares })

      const id = yield* send(sent)

      yield* claimEqual("nothing else is billed", yield* billed, [
        {
          dimension: "requests",
          timestamp: sent.timestamp,
          quantity: 3,
          allocations: shares,
          meteringRecordId: id
        }
      ])
    })
  },
  {
    name: "a report of nothing is a report",
    holds: Effect.gen(function* () {
      const { billed, report } = yield* aContainerProduct()
      yield* send(report("requests", 0))
      yield* claimEqual(
        "zero stands",
        (yield* billed).map(({ quantity }) => quantity),
        [0]
      )
    })
  },
  {
    name: "a report sent again is the same record, billed once",
    holds: Effect.gen(function* () {
      const { billed, report } = yield* aContainerProduct()
      const sent = report("requests", 3)
      const first = yield* send(sent)
      yield* claimEqual("the same id", yield* send(sent), first)
      yield* claimEqual("billed once", (yield* billed).length, 1)
    })
  },
  {
    name: "another quantity for an hour is refused, and the first stands",
    holds: Effect.gen(function* () {
      const { billed, report } = yield* aContainerProduct()
      yield* send(report("requests", 3))
      const refusal = yield* refusalOf(report("requests", 4))
      yield* claim("by name", codeOf(refusal) === "DuplicateRequestException", refusal)
      yield* claimEqual(
        "the first",
        (yield* billed).map(({ quantity }) => quantity),
        [3]
      )
    })
  },
  {
    name: "a token stands for one content, and reaches AWS as it is",
    holds: Effect.gen(function* () {
      const { report } = yield* aContainerProduct()
      const first = report("requests", 3)
      yield* send(first)
      const refusal = yield* refusalOf(report("storage", 3, { clientToken: first.clientToken }))
      yield* claim(
        "another content is a conflict",
        codeOf(refusal) === "IdempotencyConflictException",
        refusal
      )
    })
  },
  {
    name: "in a runtime where every token adds, a report sent again adds nothing",
    holds: runningOn(
      "agentcore",
      Effect.gen(function* () {
        const { billed, report } = yield* aContainerProduct()
        const buyer = yield* TestBuyer
        const sent = report("requests", 3)
        yield* buyer.failNext("MeterUsage", "answer lost")
        yield* Effect.ignore(send(sent))
        yield* send(sent)
        yield* send(report("requests", 5))
        yield* claimEqual(
          "each once",
          (yield* billed).map(({ quantity }) => quantity),
          [3, 5]
        )
      })
    )
  },
  {
    name: "a lost answer leaves open whether AWS has the report",
    holds: Effect.gen(function* () {
      const buyer = yield* TestBuyer
      for (const fault of lostAnswers) {
        const { billed, report } = yield* aContainerProduct()
        const sent = report("requests", 3)
        yield* buyer.failNext("MeterUsage", fault)
        const refusal = yield* refusalOf(sent)
        yield* claimEqual(
          `${fault}: nobody knows`,
          [refusal._tag, refusal.mayBeAccepted, refusal.isRetryable],
          ["Unanswered", true, true]
        )
        yield* send(sent)
        yield* claimEqual(
          `${fault}: sent again it is billed once`,
          (yield* billed).map(({ quantity }) => quantity),
          [3]
        )
      }
    })
  },
  {
    name: "throttling is no refusal of the report",
    holds: Effect.gen(function* () {
      const buyer = yield* TestBuyer
      const { report } = yield* aContainerProduct()
      yield* buyer.failNext("MeterUsage", "throttled")
      const refusal = yield* refusalOf(report("requests", 3))
      yield* claimEqual("nothing was done", [refusal._tag, refusal.mayBeAccepted], ["Throttled", false])
    })
  },
  {
    name: "what AWS refuses is named, and bills nothing",
    holds: Effect.gen(function* () {
      const { billed, report } = yield* aContainerProduct()
      const stranger = yield* aContainerProduct({ isEntitled: false })
      const { timestamp } = report("requests", 3)
      const sixHours = { timestamp: DateTime.subtract(timestamp, { hours: 6 }) }
      const refusals = [
        yield* refusalOf(report("no-such-dimension", 3)),
        yield* refusalOf(report("requests", 3, sixHours)),
        yield* refusalOf(stranger.report("requests", 3))
      ]
      yield* claimEqual("each by its name", refusals.map(codeOf), [
        "InvalidUsageDimensionException",
        "TimestampOutOfBoundsException",
        "CustomerNotEntitledException"
      ])
      yield* claimEqual(
        "all are refusals of the report",
        [...new Set(refusals.map(({ _tag }) => _tag))],
        ["RequestRefused"]
      )
      yield* claimEqual("nothing is billed", yield* billed, [])
    })
  },
  {
    name: "a dry run meters nothing, and finds what a report would be refused for",
    holds: Effect.gen(function* () {
      const metering = yield* BuyerMetering
      const { billed, report } = yield* aContainerProduct()
      yield* metering.dryRun(report("requests", 3))
      const { reason } = yield* Effect.flip(metering.dryRun(report("no-such-dimension", 3)))
      yield* claimEqual("the dimension", codeOf(reason), "InvalidUsageDimensionException")
      yield* claimEqual("nothing is billed", yield* billed, [])
    })
  },
  {
    name: "a service that shows the time of the software is found to do so",
    holds: Effect.gen(function* () {
      const metering = yield* BuyerMetering
      const skew = yield* metering.clockSkew
      yield* claimEqual("none is ahead", Option.map(skew, Duration.toMillis), Option.some(0))
    })
  }
]

const lostAnswers = [
  "answer lost",
  "fault after the work",
  "fault before the work",
  "page of a proxy",
  "request lost"
] as const

const codeOf = (reason: object): unknown => ("code" in reason ? reason.code : undefined)
