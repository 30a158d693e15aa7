import { assert, describe, it } from "@effect/vitest"
import fc from "fast-check"
import { leasedRecord, license } from "../../test/leasedRecord.ts"
import type { Agreement } from "../model/Agreement.ts"
import type { LeasedRecord } from "../model/Lease.ts"
import { MeteringHour } from "../model/MeteringHour.ts"
import { hourOf } from "../testing/builders.ts"
import { type RequestRecord, requestRecord } from "./batchRequest.ts"
import { type AnswerResult, type BatchAnswer, outcomesOf } from "./outcomesOf.ts"

describe("outcomesOf", () => {
  it("every record finds its own verdict, however the answer is shuffled, cut, repeated and mixed", () => {
    fc.assert(
      fc.property(anyAnswer, ({ answer, foreign, kept, unprocessed }) => {
        const matched = outcomesOf(sent, answer)

        const wanted = sent.map((leased, i) => wantedOf(leased, kept.has(i), unprocessed.has(i)))
        assert.deepStrictEqual(
          matched.outcomes.map(({ outcome }) => ({ ...outcome })),
          wanted
        )
        assert.deepStrictEqual(
          matched.outcomes.map(({ leased }) => leased),
          sent
        )
        assert.strictEqual(matched.foreign, foreign)
      }),
      { numRuns: 500 }
    )
  })

  it("a verdict at the place of another record is not its verdict", () => {
    const [first, second] = [leasedRecord(), leasedRecord({ agreement: license("2"), quantity: 8 })]

    const { outcomes } = outcomesOf([first, second], { Results: [success(second), success(first)] })

    assert.deepStrictEqual(
      outcomes.map(({ outcome }) => outcome._tag === "Accepted" && outcome.meteringRecordId),
      [idOf(first), idOf(second)]
    )
  })

  it("a verdict in its own place does not vouch for those that have changed places", () => {
    const [first, second, third] = [
      leasedRecord(),
      leasedRecord({ agreement: license("2"), quantity: 8 }),
      leasedRecord({ agreement: license("3"), quantity: 9 })
    ]

    const { outcomes } = outcomesOf([first, second, third], {
      Results: [success(first), success(third), success(second)]
    })

    assert.deepStrictEqual(
      outcomes.map(({ outcome }) => outcome._tag === "Accepted" && outcome.meteringRecordId),
      [idOf(first), idOf(second), idOf(third)]
    )
  })

  it("an answer in the order of the request gives each record its own verdict", () => {
    const { foreign, outcomes } = outcomesOf(sent, { Results: sent.map(success) })

    assert.deepStrictEqual(
      outcomes,
      sent.map((leased) => ({ leased, outcome: { _tag: "Accepted", meteringRecordId: idOf(leased) } }))
    )
    assert.strictEqual(foreign, 0)
  })

  it("what AWS answers beyond the records of the request is foreign", () => {
    const [first, second] = [leasedRecord(), leasedRecord({ agreement: license("2") })]

    const { foreign, outcomes } = outcomesOf([first], { Results: [success(first), success(second)] })

    assert.deepStrictEqual([foreign, tagsOf(outcomes)], [1, ["Accepted"]])
  })

  it("verdicts that differ on what was sent twice prove nothing of either", () => {
    const leased = leasedRecord()

    const { outcomes } = outcomesOf([leased, leased], {
      Results: [success(leased), refusal("DuplicateRecord")]
    })

    assert.deepStrictEqual(tagsOf(outcomes), ["Unanswered", "Unanswered"])
  })

  it.each<[string, AnswerResult, string]>([
    ["without an id", { MeteringRecordId: undefined }, "Unanswered"],
    ["with an empty id", { MeteringRecordId: "" }, "Unanswered"],
    [
      "of another quantity",
      { UsageRecord: { ...requestRecord(leasedRecord().record), Quantity: 8 } },
      "EchoMismatch"
    ],
    ["without a quantity", { UsageRecord: withoutQuantity() }, "EchoMismatch"],
    ["that names no record", { UsageRecord: undefined }, "Unanswered"]
  ])("a Success %s is no acceptance", (_, changes, wanted) => {
    const leased = leasedRecord()

    const { outcomes } = outcomesOf([leased], { Results: [{ ...success(leased), ...changes }] })

    assert.deepStrictEqual(tagsOf(outcomes), [wanted])
  })

  it("a Success of zero units may leave out the quantity", () => {
    const leased = leasedRecord({ quantity: 0 })

    const { outcomes } = outcomesOf([leased], {
      Results: [{ ...success(leased), UsageRecord: withoutQuantity() }]
    })

    assert.deepStrictEqual(tagsOf(outcomes), ["Accepted"])
  })

  it.each(["success", "SUCCESS", "Failed", "", undefined])("the status %j proves nothing", (Status) => {
    const leased = leasedRecord()

    const { outcomes } = outcomesOf([leased], { Results: [{ ...success(leased), Status }] })

    assert.deepStrictEqual(tagsOf(outcomes), ["Unanswered"])
  })

  it.each<[string, BatchAnswer]>([
    ["no lists", {}],
    ["empty lists", { Results: [], UnprocessedRecords: [] }],
    ["two verdicts that differ", { Results: [success(leasedRecord()), refusal("DuplicateRecord")] }],
    [
      "a verdict beside unprocessed",
      { Results: [success(leasedRecord())], UnprocessedRecords: [requestRecord(leasedRecord().record)] }
    ]
  ])("an answer with %s leaves the record unanswered", (_, answer) => {
    const { foreign, outcomes } = outcomesOf([leasedRecord()], answer)

    assert.deepStrictEqual([foreign, tagsOf(outcomes)], [0, ["Unanswered"]])
  })

  it.each<[string, Partial<RequestRecord>]>([
    ["license", { LicenseArn: "arn:aws:license-manager::123456789012:license:l-9" }],
    ["buyer", { CustomerAWSAccountId: "000000000000" }],
    ["dimension", { Dimension: "Requests" }],
    ["hour", { Timestamp: 1_773_144_000 }]
  ])("an answer of another %s is foreign", (_, changes) => {
    const leased = leasedRecord()
    const echoed = { ...requestRecord(leased.record), ...changes }

    const alone = outcomesOf([leased], { Results: [{ ...success(leased), UsageRecord: echoed }] })
    const both = outcomesOf([leased], {
      Results: [{ ...success(leased), UsageRecord: echoed }],
      UnprocessedRecords: [echoed]
    })

    assert.deepStrictEqual([alone.foreign, tagsOf(alone.outcomes)], [1, ["Unanswered"]])
    assert.deepStrictEqual([both.foreign, tagsOf(both.outcomes)], [2, ["Unanswered"]])
  })

  it("an answer of another customer identifier is foreign", () => {
    const [first, second] = ["a", "b"].map((customerIdentifier) =>
      leasedRecord({ agreement: { _tag: "Legacy", customerIdentifier } })
    ) as [LeasedRecord, LeasedRecord]

    const { foreign, outcomes } = outcomesOf([first], { Results: [success(second)] })

    assert.deepStrictEqual([foreign, tagsOf(outcomes)], [1, ["Unanswered"]])
  })

  it.each<Agreement>([
    { _tag: "Product", buyer: "210987654321" },
    { _tag: "Legacy", customerIdentifier: "ifAPi5AcF3" }
  ])("a name that the answer leaves empty is as good as absent: %o", (agreement) => {
    const leased = leasedRecord({ agreement })
    const echoed = {
      CustomerAWSAccountId: "",
      CustomerIdentifier: "",
      LicenseArn: "",
      ...requestRecord(leased.record)
    }

    const { foreign, outcomes } = outcomesOf([leased], {
      Results: [{ ...success(leased), UsageRecord: echoed }]
    })

    assert.deepStrictEqual([foreign, tagsOf(outcomes)], [0, ["Accepted"]])
  })

  it("milliseconds that got lost on the way do not make an answer foreign", () => {
    const leased = leasedRecord()
    const echoed = { ...requestRecord(leased.record), Timestamp: 1_773_140_400.9 }

    const { foreign, outcomes } = outcomesOf([leased], {
      Results: [{ ...success(leased), UsageRecord: echoed }]
    })

    assert.deepStrictEqual([foreign, tagsOf(outcomes)], [0, ["Accepted"]])
  })
})

const hour = hourOf("2026-03-10T11:00:00Z")

const sent: ReadonlyArray<LeasedRecord> = Array.from({ length: 25 }, (_, i) =>
  leasedRecord({
    agreement: license(String(i % 5)),
    dimension: `dimension-${i % 2}`,
    hour: MeteringHour.plus(hour, i % 3),
    quantity: i
  })
)

const statuses = ["Success", "DuplicateRecord", "CustomerNotSubscribed"]

const statusOf = ({ record }: LeasedRecord): string => statuses[record.quantity % 3]!

const idOf = ({ record }: LeasedRecord): string => `id of ${record.dedupKey}`

function success(leased: LeasedRecord): AnswerResult {
  return { UsageRecord: requestRecord(leased.record), MeteringRecordId: idOf(leased), Status: "Success" }
}

function refusal(Status: string): AnswerResult {
  return { UsageRecord: requestRecord(leasedRecord().record), Status }
}

function withoutQuantity(): Partial<RequestRecord> {
  const { Quantity: _, ...others } = requestRecord(leasedRecord().record)
  return others
}

const tagsOf = (outcomes: ReturnType<typeof outcomesOf>["outcomes"]) =>
  outcomes.map(({ outcome }) => outcome._tag)

const wantedOf = (leased: LeasedRecord, isAnswered: boolean, isUnprocessed: boolean) => {
  if (isAnswered === isUnprocessed) return { _tag: "Unanswered" }
  if (isUnprocessed) return { _tag: "Unprocessed" }
  const wanted: Record<string, object> = {
    Success: { _tag: "Accepted", meteringRecordId: idOf(leased) },
    DuplicateRecord: { _tag: "Duplicate" },
    CustomerNotSubscribed: { _tag: "NotSubscribed" }
  }
  return wanted[statusOf(leased)]
}

const places = fc.uniqueArray(fc.nat({ max: sent.length - 1 })).map((them) => new Set(them))

const anyAnswer = fc
  .record({
    foreign: fc.nat({ max: 3 }),
    kept: places,
    repeated: places,
    seed: fc.nat(),
    unprocessed: places
  })
  .map(({ foreign, kept, repeated, seed, unprocessed }) => {
    const entriesOf = (them: ReadonlySet<number>): ReadonlyArray<AnswerResult> =>
      sent.filter((_, i) => them.has(i)).map((leased) => ({ ...success(leased), Status: statusOf(leased) }))
    const strangers = Array.from({ length: foreign }, (_, i) =>
      success(leasedRecord({ agreement: license(`stranger-${i}`) }))
    )
    const again = new Set([...repeated].filter((i) => kept.has(i)))
    return {
      answer: {
        Results: shuffled([...entriesOf(kept), ...entriesOf(again), ...strangers], seed),
        UnprocessedRecords: shuffled(
          entriesOf(unprocessed).flatMap(({ UsageRecord }) => UsageRecord ?? []),
          seed
        )
      },
      foreign,
      kept,
      unprocessed
    }
  })

const shuffled = <A>(entries: ReadonlyArray<A>, seed: number): ReadonlyArray<A> =>
  entries
    .map((entry, i) => ({ entry, rank: Math.sin(seed + i) }))
    .toSorted((a, b) => a.rank - b.rank)
    .map(({ entry }) => entry)
