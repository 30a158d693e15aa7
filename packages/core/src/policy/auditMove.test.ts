import { assert, describe, it } from "@effect/vitest"
import { MeteringHour } from "../model/MeteringHour.ts"
import { hourOf, quantity } from "../testing/builders.ts"
import { auditMove } from "./auditMove.ts"

const from = hourOf("2026-03-10T11:00:00Z")

const found = (hours: number, used: string) =>
  auditMove({
    position: 1,
    account: "acme",
    meter: "requests",
    from,
    to: MeteringHour.plus(from, hours),
    quantity: quantity(used)
  })

describe("auditMove", () => {
  it("takes the smallest quantity that goes to the very next hour", () => {
    assert.deepStrictEqual(found(1, "0.000000000001"), [])
  })

  it.each([
    [0, "2", "2 went from hour 2026-03-10T11 to 2026-03-10T11"],
    [-1, "2", "2 went from hour 2026-03-10T11 to 2026-03-10T10"],
    [1, "0", "0 went from hour 2026-03-10T11 to 2026-03-10T12"],
    [1, "-0.5", "-0.5 went from hour 2026-03-10T11 to 2026-03-10T12"]
  ])("finds a move by %i hours of %s units", (hours, used, sentence) => {
    assert.deepStrictEqual(found(hours, used), [{ invariant: "I-10", found: sentence }])
  })
})
