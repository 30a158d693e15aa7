import type { AcceptedRecord } from "@tallyhour/adapter-memory"
import { assert, describe, it } from "vitest"
import { describeQuarter } from "./describeQuarter.ts"
import { decimalOf, exactOf } from "./Exact.ts"
import { planBuyers } from "./planBuyers.ts"
import { drawFrom } from "./drawFrom.ts"
import type { Usage } from "./planUsage.ts"
import { reportQuarter } from "./reportQuarter.ts"
import { runQuarter } from "./runQuarter.ts"
import type { SellerBooks } from "./SellerBooks.ts"

const hour = Date.parse("2026-03-10T11:00:00Z")

describe("a quarter", () => {
  it("of four days, a month end, every trouble and fifteen buyers bills every unit once", async () => {
    const report = await runQuarter({
      buyers: 15,
      days: 4,
      from: "2026-01-29",
      onProgress: () => undefined,
      seed: "a",
      store: "memory"
    })

    assert.deepStrictEqual(report.problems, [])
    assert.isAbove(report.records, 100)
    assert.deepStrictEqual(
      report.troubles.filter(({ passes }) => passes === 0),
      []
    )
    assert.strictEqual(report.troubles.length, 4)
    assert.include(describeQuarter(report), "Every unit is billed once, or stands above with its reason.")
  })

  it("has a third of its buyers in each form, and of each form all five lives", () => {
    const span = { from: 0, until: 90 * 86_400_000 }

    const buyers = planBuyers(45, drawFrom("a"), span)

    const lives = Map.groupBy(
      buyers,
      ({ form, steps }) => `${form} ${steps.map(({ what }) => what).join(" ")}`
    )
    const sizes = [...lives].map(([life, of]) => `${of.length} ${life}`)
    assert.sameMembers(sizes, [
      "6 License subscribe",
      ...["Product", "Legacy"].flatMap((form) => [`3 ${form} subscribe`, `3 ${form} subscribe cutOver`]),
      ...["License", "Product", "Legacy"].flatMap((form) =>
        ["cancel", "cancel comeBack", "cancel subscribeAnew"].map((rest) => `3 ${form} subscribe ${rest}`)
      )
    ])
  })
})

describe("the report of a quarter", () => {
  it("has nothing to say when what was used is invoiced, carried, listed or in doubt", () => {
    const balance = { carried: "0.25", open: "0", pending: "0" }

    const report = reportOf({ balance, invoiced: "5", isLate: true, unbilled: "2", used: 7_250n })

    assert.deepStrictEqual(report.problems, [])
    assert.deepStrictEqual(report.totals[0], {
      meter: "requests",
      used: "7.25",
      invoiced: "5",
      carried: "0.25",
      unbilled: "2",
      inDoubt: "0",
      difference: "0"
    })
  })

  it.each([
    ["a unit that is not billed", { invoiced: "6" }, "1 requests of acme are unexplained"],
    ["a unit that is billed twice", { invoiced: "8" }, "-1 requests of acme are unexplained"],
    [
      "what still waits",
      { balance: { carried: "0", open: "3", pending: "4" } },
      "7 requests of acme still wait"
    ],
    [
      "a carry of a whole unit",
      { balance: { carried: "1", open: "0", pending: "0" }, invoiced: "6" },
      "1 requests of acme are carried, which is a unit or more"
    ],
    [
      "usage that the books do not know",
      { balance: undefined, invoiced: "0" },
      "7 requests of acme are unexplained"
    ],
    [
      "a unit that nothing has happened to",
      { invoiced: "4", unbilled: "3" },
      "3 requests of acme are not billed, and at most 1 have an excuse"
    ],
    [
      "two forms of identity",
      { accepted: [accepted({}), accepted({ scope: "license" })] },
      `requests of 111111111111 in hour ${hour / 1000} are billed twice`
    ],
    [
      "two regions",
      { accepted: [accepted({}), accepted({ region: "eu-central-1" })] },
      `requests of 111111111111 in hour ${hour / 1000} are billed twice`
    ]
  ])("finds %s", (_, changes, problem) => {
    const report = reportOf(changes)

    assert.deepStrictEqual(report.problems, [problem])
    assert.include(describeQuarter(report), "1 PROBLEMS")
  })

  it("takes the same event told twice for one", () => {
    const report = reportOf({ tellings: 2 })

    assert.deepStrictEqual([report.problems, report.events], [[], 1])
  })
})

it.each(["0", "7.25", "-0.000000000001", "123456789012345678.5"])(
  "%s is read and written exactly",
  (decimal) => {
    assert.strictEqual(decimalOf(exactOf(decimal)), decimal)
  }
)

const acme = { account: "acme", accountId: "111111111111" }

function accepted(changes: Partial<AcceptedRecord>): AcceptedRecord {
  return {
    acceptedAt: 0,
    accountId: acme.accountId,
    allocations: null,
    customerIdentifier: null,
    dimension: "requests",
    hour: hour / 1000,
    licenseArn: null,
    meteringRecordId: "mr-1",
    productCode: "quarterly",
    quantity: 7,
    region: "us-east-1",
    resource: null,
    scope: "product",
    timestamp: hour / 1000,
    ...changes
  }
}

/** Reports a quarter in which acme used seven requests, all invoiced, unless told otherwise. */
const reportOf = (changes: {
  readonly accepted?: ReadonlyArray<AcceptedRecord>
  readonly balance?: { readonly carried: string; readonly open: string; readonly pending: string } | undefined
  readonly invoiced?: string
  readonly isLate?: boolean
  readonly tellings?: number
  readonly unbilled?: string
  readonly used?: bigint
}) => {
  const { invoiced = "7", isLate = false, tellings = 1, unbilled, used = 7_000n } = changes
  const balance = "balance" in changes ? changes.balance : { carried: "0", open: "0", pending: "0" }
  const whose = { account: "acme", meter: "requests" }
  const usage: Usage = {
    ...whose,
    eventId: "use-1",
    occurredAt: hour,
    reportedAt: isLate ? hour + 40 * 86_400_000 : hour,
    tags: {},
    thousandths: used
  }
  const line = { account_id: acme.accountId, dimension: "requests", quantity: invoiced }
  const books: SellerBooks = {
    balances: balance === undefined ? [] : [{ ...whose, ...balance }],
    inDoubt: [],
    reportsWaiting: [],
    unbilled:
      unbilled === undefined
        ? []
        : [{ ...whose, kind: "held", quantity: unbilled, reason: "Late: its month is over" }]
  }
  const truth = {
    accepted: () => changes.accepted ?? [accepted({})],
    control: () => ({ lines: invoiced === "0" ? [] : [line] })
  }
  return reportQuarter(truth, books, {
    buyers: [acme],
    reported: Array.from({ length: tellings }, () => usage),
    troubles: [],
    weather: []
  })
}
