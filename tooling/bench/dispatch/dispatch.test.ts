import { memoryStore } from "@tallyhour/adapter-memory"
import { assert, describe, it } from "vitest"
import { measure } from "../measure.ts"
import { reportTrial } from "../report.ts"
import { arrivalOf, mostOvertaken, recordsPerRequest, requestsPerSecond } from "./Arrival.ts"
import { draftsOf } from "./backlog.ts"
import { beside, inOrder, quotaKept } from "./dispatch.ts"

const arrival = (at: number, ...hours: ReadonlyArray<number>) =>
  arrivalOf(
    hours.map((Timestamp) => ({ Timestamp })),
    at
  )

describe("what the server has noted", () => {
  it("counts a rate between requests, and what they held on average", () => {
    const arrivals = [arrival(0, 1, 1, 1), arrival(100, 1), arrival(200, 2, 2)]

    assert.strictEqual(requestsPerSecond(arrivals), 10)
    assert.strictEqual(recordsPerRequest(arrivals), 2)
    assert.strictEqual(requestsPerSecond([]), 0)
  })

  it("shows a request that others with a later deadline have overtaken", () => {
    const inOrderOfDeadline = [arrival(0, 1), arrival(1, 1, 2), arrival(2, 2), arrival(3, 3)]
    const backwards = [arrival(0, 3), arrival(1, 2), arrival(2, 3), arrival(3, 1)]

    assert.strictEqual(mostOvertaken(inOrderOfDeadline), 0)
    assert.strictEqual(mostOvertaken(backwards), 3)
  })
})

describe("a backlog", () => {
  it("has each account, dimension and hour of a product once, in twenty hours", () => {
    const drafts = draftsOf({ products: 2, records: 4_000 })

    const keys = drafts.map((draft) => Object.values(draft).join())
    assert.strictEqual(new Set(keys).size, 4_000)
    assert.strictEqual(new Set(drafts.map(({ hour }) => hour)).size, 20)
    assert.strictEqual(new Set(drafts.map(({ productCode }) => productCode)).size, 2)
  })
})

describe("the benchmark", () => {
  it("sends all that both sides have, and comes to the same", async () => {
    const goal = { ratio: 0.8 }
    const comparisons = beside({
      goal,
      opened: async () => memoryStore(),
      records: 100,
      serviceMillis: 0,
      where: "in memory"
    })
    let runs = 0

    for await (const comparison of comparisons)
      runs += (await measure(comparison, { clock: () => performance.now(), repetitions: 1 })).repetitions

    assert.strictEqual(runs, 1)
  })

  it("sees a backlog at the server as it was sent: whole, full and in order", async () => {
    const { figures } = await inOrder({ records: 1_000 })

    const [settled, overtaken, held] = figures
    assert.strictEqual(settled?.value, 1_000)
    assert.isAtMost(overtaken?.value ?? Number.NaN, overtaken?.atMost ?? Number.NaN)
    assert.strictEqual(held?.value, 25)
  })

  it("counts requests at the server under a quota, and says what came of it", async () => {
    const trial = await quotaKept({ products: 1, seconds: 0.5 })

    assert.strictEqual(trial.figures[1]?.value, 25)
    assert.match(reportTrial(trial), /records a request +25 \(goal at least 23: reached\)/)
  })
})
