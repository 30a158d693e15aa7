import { assert, describe, it } from "@effect/vitest"
import { DateTime, Duration, Result } from "effect"
import fc from "fast-check"
import { anyVerdict } from "../../test/anyVerdict.ts"
import { leasedRecord, license } from "../../test/leasedRecord.ts"
import type { Circuit } from "../model/Circuit.ts"
import { SubmissionOutcome } from "../model/SubmissionOutcome.ts"
import { Throttled, TransportError } from "../model/TransportError.ts"
import type { Verdict } from "../model/Verdict.ts"
import { at, exampleProduct } from "../testing/builders.ts"
import { circuitsAfter } from "./circuitsAfter.ts"

type Place = NonNullable<Parameters<typeof leasedRecord>[0]>

const heard = (outcome: SubmissionOutcome, place: Place = {}): Verdict => ({
  leased: leasedRecord(place),
  verdict: Result.succeed(outcome)
})
const refusedBy = (code: string, place: Place = {}) =>
  heard(SubmissionOutcome.make({ _tag: "Rejected", code, message: "" }), place)

const renamed = refusedBy("InvalidUsageDimensionException")
const poison = refusedBy("InvalidTagException")
const unheardOf = refusedBy("BrandNewException")
const taken = heard(SubmissionOutcome.make({ _tag: "Accepted", meteringRecordId: "id" }))
const duplicate = heard(SubmissionOutcome.make({ _tag: "Duplicate" }))
const away = heard(SubmissionOutcome.make({ _tag: "NotSubscribed" }))
const silence: Verdict = {
  leased: leasedRecord(),
  verdict: Result.fail(
    new TransportError({ reason: new Throttled({ operation: "BatchMeterUsage", detail: "" }) })
  )
}

const now = at("2026-03-10T12:30:00Z")
const product = `product "${exampleProduct}" in us-east-1`
const dimension = `dimension "requests" of ${product}`
const open: Circuit = { code: "InvalidUsageDimensionException", openUntil: now, refusals: 3 }

describe("circuitsAfter", () => {
  it.each([
    ["three that are refused alone open it for a minute", [renamed, renamed, renamed], [[dimension, 1]]],
    ["silence about a fourth changes nothing", [renamed, silence, renamed, renamed], [[dimension, 1]]],
    ["two prove too little", [renamed, renamed], []],
    ["one that is taken shows that AWS takes such records", [renamed, renamed, renamed, taken], []],
    ["one that can never be taken shows that, too", [renamed, renamed, renamed, poison], []],
    ["a name never seen before proves nothing", [unheardOf, unheardOf, unheardOf], []],
    ["silence about all proves nothing", [silence, silence, silence], []],
    ["a buyer without a subscription is no fault of the product", [away, away, away], []]
  ] as const)("%s", (_, verdicts, wanted) => {
    const circuits = circuitsAfter(verdicts, { circuits: new Map(), now })

    assert.deepStrictEqual<unknown>(shown(circuits), wanted)
  })

  it("what is kept back is what shares the cause: a dimension, an agreement, or the product", () => {
    const places = [{ dimension: "a" }, { dimension: "b", agreement: license("2") }, { dimension: "c" }]
    const suspectsBy = (code: string, ...where: ReadonlyArray<Place>) =>
      shown(
        circuitsAfter(
          where.map((place) => refusedBy(code, place)),
          { circuits: new Map(), now }
        )
      )

    assert.deepStrictEqual(suspectsBy("InvalidUsageDimensionException", ...places), [])
    assert.deepStrictEqual(suspectsBy("InvalidLicenseException", ...places), [])
    assert.deepStrictEqual(suspectsBy("InvalidProductCodeException", ...places), [[product, 1]])
    for (const code of ["InvalidLicenseException", "InvalidCustomerIdentifierException"]) {
      const [[agreement] = []] = suspectsBy(code, {}, { dimension: "b" }, { dimension: "c" })
      assert.match(String(agreement), /^the agreement of account "account", .*license:l-1.*, for product/)
    }
  })

  it("each probe that is refused doubles the wait, to five minutes, and names the latest reason", () => {
    const circuits = [1, 2, 3, 4, 20].map((refusals) =>
      circuitsAfter([renamed], {
        circuits: new Map([[dimension, { ...open, code: "x", refusals: refusals - 1 }]]),
        now
      })
    )

    assert.deepStrictEqual(
      circuits.map(shown),
      [1, 2, 4, 5, 5].map((minutes) => [[dimension, minutes]])
    )
    assert.deepStrictEqual(circuits[1]?.get(dimension), {
      code: "InvalidUsageDimensionException",
      openUntil: at("2026-03-10T12:32:00Z"),
      refusals: 2
    })
  })

  it.each([
    ["a probe that is taken closes all that it shares with others", taken, []],
    ["a duplicate does so", duplicate, []],
    ["silence leaves them as they are", silence, [product, dimension]],
    [
      "what is taken elsewhere leaves them, too",
      { ...taken, leased: leasedRecord({ productCode: "other" }) },
      [product, dimension]
    ]
  ])("%s", (_, verdict, wanted) => {
    const circuits = new Map([
      [product, open],
      [dimension, open]
    ])

    assert.deepStrictEqual([...circuitsAfter([verdict], { circuits, now }).keys()], wanted)
  })

  it("whatever is heard, none is open for longer than five minutes, and none that was open before is open for less", () => {
    fc.assert(
      fc.property(fc.array(anyVerdict, { maxLength: 25 }), fc.nat(1_000), (words, refusals) => {
        const verdicts = words.map((verdict) => ({ leased: leasedRecord(), verdict }))
        const circuits = new Map([[dimension, { ...open, refusals }]])

        const after = circuitsAfter(verdicts, { circuits, now })

        for (const [suspect, circuit] of after) {
          if (circuit === circuits.get(suspect)) continue
          const minutes = minutesOpen(circuit)
          assert.isTrue(minutes >= 1 && minutes <= 5)
          assert.strictEqual(circuit.refusals, (circuits.get(suspect)?.refusals ?? 0) + 1)
        }
      })
    )
  })
})

const minutesOpen = ({ openUntil }: Circuit): number => Duration.toMinutes(DateTime.distance(now, openUntil))

const shown = (circuits: ReadonlyMap<string, Circuit>) =>
  [...circuits].map(([suspect, circuit]) => [suspect, minutesOpen(circuit)])
