import { assert, describe, it } from "@effect/vitest"
import { Duration } from "effect"
import { reporterProblems } from "./reporterProblems.ts"

const right = { instance: "task-1", productCode: "4ml54db8vrmju", reporter: "all" }

const productCode = "productCode is not the product code that AWS Marketplace shows"
const lateness = "lateness is not a Duration of an hour at most"
const spread = "spread is not a Duration of an hour at most"
const levels =
  "alertLevels is not a list of at most ten Durations, each of more than nothing and at most six hours"
const zeros = "zeroReports is not a list of at most 100 names of dimensions"
const resentBy = 'resentBy is neither "any" nor "sender"'

describe("reporterProblems", () => {
  it.each([
    {},
    { lateness: undefined, resentBy: undefined, spread: undefined },
    { lateness: Duration.zero, spread: Duration.zero },
    { lateness: Duration.hours(1), spread: Duration.hours(1) },
    { alertLevels: [], onAlert: () => undefined, zeroReports: [] },
    { alertLevels: [Duration.millis(1), Duration.hours(6)], zeroReports: ["pages"] },
    { alertLevels: Array.from({ length: 10 }, () => Duration.hours(1)) },
    { zeroReports: Array.from({ length: 100 }, (_, i) => `d${i}`) },
    { alertLevels: undefined, onAlert: undefined, zeroReports: undefined },
    { resentBy: "any" },
    { resentBy: "sender" }
  ])("%j is right", (change) => {
    assert.deepStrictEqual(reporterProblems({ ...right, ...change }), [])
  })

  it.each([
    [{ productCode: "prod-4ml54db8vrmju" }, productCode],
    [{ reporter: "" }, "reporter is no text"],
    [{ reporter: 7 }, "reporter is no text"],
    [{ instance: "" }, "instance is no text"],
    [{ instance: undefined }, "instance is no text"],
    [{ instance: "task\u0000" }, "instance is no text"],
    [{ alertLevels: Duration.hours(1) }, levels],
    [{ alertLevels: [Duration.zero] }, levels],
    [{ alertLevels: [Duration.millis(6 * 3_600_000 + 1)] }, levels],
    [{ alertLevels: [60] }, levels],
    [{ alertLevels: Array.from({ length: 11 }, () => Duration.hours(1)) }, levels],
    [{ onAlert: "log" }, "onAlert is no function"],
    [{ zeroReports: "pages" }, zeros],
    [{ zeroReports: [""] }, zeros],
    [{ zeroReports: ["d".repeat(256)] }, zeros],
    [{ zeroReports: ["d\u0000"] }, zeros],
    [{ zeroReports: Array.from({ length: 101 }, (_, i) => `d${i}`) }, zeros],
    [{ lateness: Duration.millis(3_600_001) }, lateness],
    [{ lateness: Duration.millis(-1) }, lateness],
    [{ lateness: 60 }, lateness],
    [{ spread: Duration.hours(2) }, spread],
    [{ spread: "1 hour" }, spread],
    [{ resentBy: "all" }, resentBy],
    [{ resentBy: null }, resentBy],
    [{ lateniss: 1 }, "lateniss is not a choice of the reporter; did you mean lateness?"]
  ])("%j is wrong by itself", (change, problem) => {
    assert.deepStrictEqual(reporterProblems({ ...right, ...change }), [problem])
  })

  it("all that is missing is said at once", () => {
    assert.deepStrictEqual(reporterProblems({}), [productCode, "reporter is no text", "instance is no text"])
  })
})
