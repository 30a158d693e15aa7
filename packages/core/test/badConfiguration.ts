import { DateTime, Duration } from "effect"
import type { CatalogueInput, MeterInput } from "../src/model/CatalogueInput.ts"
import { HourUsage } from "../src/model/HourUsage.ts"
import { MeteringLimits } from "../src/model/MeteringLimits.ts"
import { MeteringPolicy } from "../src/model/MeteringPolicy.ts"
import { Quantity } from "../src/model/Quantity.ts"
import type { Tags } from "../src/model/Tags.ts"
import { allocate } from "../src/policy/allocate.ts"
import { planBatches } from "../src/policy/planBatches.ts"
import { sealableAt } from "../src/policy/sealableAt.ts"
import type { SubscriptionInput } from "../src/promise/MeterHandle.ts"
import type { WorkerOptions } from "../src/program/WorkerOptions.ts"
import { exampleProduct, hourOf } from "../src/testing/builders.ts"
import { answered, type BadInput, clash, foreign, meterOf, notLinked, notMade } from "./badInput.ts"
import { leasedRecord, license as licenseNamed } from "./leasedRecord.ts"

const arn = "arn:aws:license-manager::123456789012:license:l-1"
const buyer = "012345678901"

const byLicense = (licenseArn: string): Partial<SubscriptionInput> => ({
  agreement: { _tag: "License", buyer, licenseArn }
})
const byProduct = (account: unknown): Partial<SubscriptionInput> => ({
  agreement: { _tag: "Product", buyer: foreign(account) }
})
const products = (...codes: ReadonlyArray<string>): CatalogueInput => ({
  products: codes.map((code) => ({ code, meters: [] }))
})
const withMeter = (meter: Partial<MeterInput>): CatalogueInput => ({
  products: [{ code: exampleProduct, meters: [{ name: "requests", ...meter }] }]
})
const withPolicy = (policy: Partial<MeteringPolicy>): CatalogueInput => ({ products: [], policy })

/** Rows 25 to 34 as far as they concern links and records, and 45 to 47: what a seller sets up. */
export const badConfiguration: ReadonlyArray<BadInput> = [
  ...["12345678901", "1234567890123", "12345678901x"].map((id) =>
    notLinked(25, `the account id ${id}`, byProduct(id), "an AWS account id has twelve digits")
  ),
  notLinked(
    25,
    "eleven digits, of which a zero got lost",
    byProduct("12345678901"),
    "leading zeros get lost"
  ),
  notLinked(25, "an account id that is a number", byProduct(12_345_678_901), "Expected string"),
  notLinked(26, "neither customer id nor account id", { agreement: foreign({ _tag: "Product" }) }, "buyer"),
  notLinked(26, "no form of identity at all", { agreement: foreign({ buyer }) }, "agreement"),
  notLinked(
    26,
    "customer id and account id in a form that has one of them",
    { agreement: foreign({ _tag: "Product", buyer, customerIdentifier: "ifAPi5AcF3" }) },
    "customerIdentifier"
  ),
  notLinked(27, "a misspelt allowance", foreign({ allowance: [] }), "did you mean allowances?"),
  notLinked(
    27,
    "a meter included twice",
    {
      allowances: [
        { meter: "requests", quantity: 10, period: "month" },
        { meter: "requests", quantity: 20, period: "month" }
      ]
    },
    "twice"
  ),
  ...["l-1", "arn:aws:license-manager::1234:license:l-1", "arn:aws:s3:::bucket"].map((text) =>
    notLinked(27, `the license ${text}`, byLicense(text), "a license ARN looks like arn:aws:license-manager")
  ),
  clash(
    27,
    "a license of another account",
    [byLicense(arn), { ...byLicense(arn), account: "bolt" }],
    "belongs to"
  ),
  clash(
    27,
    "a license of another product",
    [byLicense(arn), { ...byLicense(arn), productCode: "product-2" }],
    "product"
  ),
  clash(
    27,
    "a license of another buyer",
    [
      { ...byLicense(arn), productCode: "product-2" },
      { agreement: { _tag: "License", buyer: "999999999999", licenseArn: arn } }
    ],
    "buyer"
  ),
  // Events spell a license without its owner, so nobody could tell which it is: the hint says where the whole ARN is.
  notLinked(
    28,
    "a license as events spell it",
    byLicense("aws:license-manager:us-east-1:l-1"),
    "use the ARN that"
  ),
  clash(
    28,
    "one license in two spellings",
    [byLicense(arn), { ...byLicense(arn.replace("license:l", "license/l")), account: "bolt" }],
    "belongs to another account"
  ),
  ...["", "p".repeat(256), "a b"].map((code) =>
    notMade(29, `a product code of ${code.length} characters`, products(code), "product ")
  ),
  notMade(29, "a product id in a catalogue", products("prod-abc"), "product code of the listing"),
  notLinked(29, "a link to a product id", { productCode: "prod-abc" }, "product code of the listing"),
  notLinked(29, "a link to a product of no catalogue", { productCode: "Unknown" }, "is not in the catalogue"),
  // Refused when it is linked, so that no hour can ever be sealed in two forms.
  clash(
    30,
    "one buyer by product and by license at one time",
    [byProduct(buyer), { ...byLicense(arn), account: "bolt" }],
    "end that subscription where this one begins"
  ),
  ...["", "d".repeat(256)].map((dimension) =>
    notMade(31, `a dimension of ${dimension.length} characters`, withMeter({ dimension }), "dimension")
  ),
  answered(
    33,
    "allocations are made by us: they add up, none is negative, and no tags stand twice",
    madeAllocations,
    [7, ["[]", '[["a","1"]]']]
  ),
  answered(33, "more allocations than AWS takes are put together", tooManyAllocations, [2_500, 2_501]),
  answered(
    34,
    "tags of more than a request holds are put together, and the others are sent beside",
    hugeTags,
    [1, 2]
  ),
  ...[0, 1_000_000, 1.5, Number.NaN, "4"].map((concurrency) =>
    notStarted(`a concurrency of ${concurrency}`, { concurrency: foreign(concurrency) }, "1 to 100")
  ),
  ...[Duration.zero, Duration.hours(-1), Duration.infinity, 30].map((pollInterval) =>
    notStarted(
      `a poll interval of ${String(pollInterval)}`,
      { pollInterval: foreign(pollInterval) },
      "pollInterval"
    )
  ),
  // A batch has AWS's size and a lease its own: neither is a choice, so they are unknown names.
  ...["batchSize", "lease"].map((name) =>
    notStarted(`a choice of ${name}`, foreign({ [name]: 0 }), "it has concurrency, pollInterval")
  ),
  notMade(
    45,
    "a margin of 25 hours",
    withPolicy({ safetyMargin: Duration.hours(25) }),
    "safetyMargin must be"
  ),
  notMade(
    45,
    "a negative margin",
    withPolicy({ safetyMargin: Duration.hours(-1) }),
    "safetyMargin is negative"
  ),
  notMade(46, "a misspelt choice", withPolicy(foreign({ saftyMargin: 1 })), "did you mean safetyMargin?"),
  notMade(46, "a misspelt option", withMeter(foreign({ dimensoin: "d" })), "did you mean dimension?"),
  {
    row: 46,
    input: "a misspelt option of a worker",
    attempt: ({ meter }) => meter.startWorker(foreign({ concurency: 4 })),
    wanted: { _tag: "WorkerOptionsInvalid", says: "did you mean concurrency?" }
  },
  notMade(
    47,
    "a margin of seven hours",
    withPolicy({ safetyMargin: Duration.hours(7), sendingTime: Duration.hours(8) }),
    "or the last hour of a month is never sent"
  ),
  // Patience is no danger: it shrinks by itself where a month ends.
  answered(47, "a lateness of seven hours shrinks before a month end", patienceOfSeven, [
    "2026-03-10T19:00:00.000Z",
    "2026-04-01T03:00:00.000Z"
  ]),
  ...[Duration.minutes(6), Duration.hours(-26)].map((ahead): BadInput => ({
    row: 49,
    input: `a clock that AWS's is ${String(ahead)} ahead of`,
    attempt: ({ meter, skew }) => {
      skew.ahead = ahead
      return meter.pass()
    },
    wanted: { _tag: "ClockSkewed", says: "nothing is sealed or sent until it is set" }
  })),
  notMade(
    49,
    "a skew beyond the margin",
    withPolicy({ clockSkewMax: Duration.minutes(16) }),
    "clockSkewMax must be no longer than safetyMargin"
  )
]

function notStarted(input: string, options: Partial<WorkerOptions>, says: string): BadInput {
  return {
    row: 45,
    input,
    attempt: ({ meter }) => meter.startWorker(options),
    wanted: { _tag: "WorkerOptionsInvalid", says }
  }
}

const part = (tags: Tags, units: number) => ({ tags, quantity: Quantity.ofUnits(units) })

function madeAllocations() {
  const usage = HourUsage.of([
    part([["a", "1"]], 4),
    part([["a", "1"]], 1),
    part([["b", "1"]], -1),
    part([], 3)
  ])
  const allocations = allocate(7, usage)
  return [
    allocations.reduce((sum, one) => sum + one.quantity, 0),
    allocations.map(({ tags }) => JSON.stringify(tags))
  ]
}

function tooManyAllocations() {
  const usage = HourUsage.of(Array.from({ length: 2_501 }, (_, i) => part([["a", `${i}`]], 1)))
  const allocations = allocate(2_501, usage)
  return [allocations.length, allocations.reduce((sum, one) => sum + one.quantity, 0)]
}

function hugeTags() {
  const { allocationsMax, quantityMax, tagKeyMax, tagValueMax } = MeteringLimits
  const tagsOf = (i: number): Tags =>
    [0, 1, 2, 3, 4].map((n) => [`${n}`.padEnd(tagKeyMax, "k"), `${i}`.padEnd(tagValueMax, "v")] as const)
  const usage = HourUsage.of(Array.from({ length: allocationsMax }, (_, i) => part(tagsOf(i), i + 1)))
  const huge = leasedRecord({ allocations: allocate(quantityMax, usage), quantity: quantityMax })
  const { allocations } = huge.record
  const second = leasedRecord({ agreement: licenseNamed("2"), allocations, quantity: quantityMax })
  return planBatches([huge, second, leasedRecord()]).map(({ records }) => records.length)
}

function patienceOfSeven() {
  const allowedLateness = Duration.hours(7)
  void meterOf(withPolicy({ allowedLateness })).close()
  return ["2026-03-10T11:00:00Z", "2026-03-31T23:00:00Z"].map((hour) =>
    DateTime.formatIso(sealableAt(hourOf(hour), { ...MeteringPolicy, allowedLateness }))
  )
}
