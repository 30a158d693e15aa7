import { type AuditReport, Invariants, Violation } from "@tallyhour/core"
import { assert, describe, it } from "vitest"
import { auditJson, describeAudit } from "./describeAudit.ts"

const clean: AuditReport = { accounts: 200, records: 12_034, moves: 7, violations: [], violationsFound: 0 }

const violation = (account: string, dedupKey?: string) =>
  Violation.of(
    { found: "it is dead and nothing says why", invariant: "I-13" },
    { account, dedupKey, meter: "pages" }
  )

const reportOf = (violations: ReadonlyArray<Violation>): AuditReport => ({
  ...clean,
  violations,
  violationsFound: violations.length
})

describe("the report of an audit", () => {
  it.each([
    [clean, "12 034 records of 200 accounts: no violations."],
    [{ ...clean, accounts: 1, records: 1 }, "1 record of 1 account: no violations."],
    [{ ...clean, accounts: 0, records: 0 }, "0 records of 0 accounts: no violations."],
    [{ ...clean, records: 1_234_567 }, "1 234 567 records of 200 accounts: no violations."]
  ])("is one line when nothing is wrong", (report, line) => {
    assert.strictEqual(describeAudit(report), line)
  })

  it("says what is promised, whose record does not keep it, and what to do", () => {
    const text = describeAudit(reportOf([violation("acme", '["us-east-1"]'), violation("bolt")]))

    assert.deepStrictEqual(text.split("\n"), [
      "12 034 records of 200 accounts: 2 violations.",
      "",
      `I-13: ${Invariants["I-13"].promise}`,
      '  - account "acme", meter "pages": it is dead and nothing says why',
      '    record ["us-east-1"]',
      '  - account "bolt", meter "pages": it is dead and nothing says why',
      `  What to do: ${Invariants["I-13"].nextStep}`
    ])
  })

  it("tells of twenty alike, and how many more there are", () => {
    const text = describeAudit(reportOf(Array.from({ length: 23 }, (_, i) => violation(`account ${i}`))))

    assert.strictEqual(text.match(/account "account/g)?.length, 20)
    assert.include(text, "and 3 more")
  })

  it("is JSON on demand, with a null for what is no record", () => {
    const json: unknown = JSON.parse(auditJson(reportOf([violation("acme")])))

    assert.deepStrictEqual(json, {
      accounts: 200,
      records: 12_034,
      moves: 7,
      violations_found: 1,
      violations: [
        {
          invariant: "I-13",
          account: "acme",
          meter: "pages",
          dedup_key: null,
          found: "it is dead and nothing says why",
          next_step: Invariants["I-13"].nextStep
        }
      ]
    })
  })
})
