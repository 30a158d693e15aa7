import { assert, describe, it } from "@effect/vitest"
import { MeteringHour } from "../model/MeteringHour.ts"
import { MeteringLimits } from "../model/MeteringLimits.ts"
import { hourOf } from "../testing/builders.ts"
import { reportToken } from "./reportToken.ts"

const eleven = hourOf("2026-03-10T11:00:00Z")
const report = { dimension: "pages", hour: eleven, productCode: "pod", reporter: "cluster-1" }

describe("the token of a report", () => {
  it("is the same for ever", () => {
    assert.strictEqual(reportToken(report), "2026-03-10T11.ebc307c9d780338a3e9ebb61cd4acf7e")
  })

  it.each([
    { dimension: "seats" },
    { hour: MeteringHour.plus(eleven, 1) },
    { productCode: "other" },
    { reporter: "cluster-2" },
    { dimension: "pod", productCode: "pages" }
  ])("is another one with %o", (change) => {
    assert.notStrictEqual(reportToken({ ...report, ...change }), reportToken(report))
  })

  it("is of one length, whatever its hash begins with, and no longer than AWS takes", () => {
    const tokens = Array.from({ length: 1_000 }, (_, i) => reportToken({ ...report, reporter: `task-${i}` }))

    assert.isTrue(tokens.some((token) => token.startsWith("2026-03-10T11.0")))
    assert.isTrue(tokens.every((token) => token.length === 46))
    assert.isAtMost(46, MeteringLimits.clientTokenMax)
  })
})
