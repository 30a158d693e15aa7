import { assert, describe, it } from "@effect/vitest"
import { aBalance, entryOf, now, recordOf, standings } from "../../test/ledgerEntry.ts"
import { Invariants } from "../model/Invariants.ts"
import { hourOf, quantity } from "../testing/builders.ts"
import { AuditTally } from "./AuditTally.ts"

const hour = hourOf("2026-03-10T11:00:00Z")

describe("AuditTally", () => {
  it("what is wrong with a balance is said of its account and meter, and of no record", () => {
    const tally = new AuditTally()

    tally.addBalances([{ ...aBalance, pending: quantity("1.9") }])

    assert.deepStrictEqual(tally.report().violations, [
      {
        invariant: "I-1",
        account: "acme",
        meter: "requests",
        dedupKey: undefined,
        found: "0.1 of 12.75 recorded are in no place",
        nextStep: Invariants["I-1"].nextStep
      }
    ])
  })

  it("what is wrong with a move is said of its account and meter, and of no record", () => {
    const tally = new AuditTally()

    tally.addMoves([
      { position: 1, account: "acme", meter: "requests", from: hour, to: hour, quantity: quantity("2") }
    ])

    assert.deepStrictEqual(tally.report().violations, [
      {
        invariant: "I-10",
        account: "acme",
        meter: "requests",
        dedupKey: undefined,
        found: "2 went from hour 2026-03-10T11 to 2026-03-10T11",
        nextStep: Invariants["I-10"].nextStep
      }
    ])
  })

  it("a row that cannot be read is told with the reason", () => {
    const tally = new AuditTally()

    tally.addEntries(
      {
        entries: [],
        unreadable: [{ account: "acme", dedupKey: "x", meter: "requests", problem: "no quantity" }]
      },
      { now }
    )

    assert.deepStrictEqual(tally.report().violations, [
      {
        invariant: "I-7",
        account: "acme",
        meter: "requests",
        dedupKey: "x",
        found: "it is no usage record any more: no quantity",
        nextStep: Invariants["I-7"].nextStep
      }
    ])
  })

  it("accounts are counted once, records page by page and with those that cannot be read, moves all", () => {
    const tally = new AuditTally()
    const unreadable = { account: "acme", dedupKey: "x", meter: "requests", problem: "no quantity" }
    const move = { position: 1, account: "acme", meter: "requests", from: hour, quantity: quantity("2") }

    tally.addBalances([aBalance, { ...aBalance, meter: "storage" }])
    tally.addBalances([{ ...aBalance, account: "bolt" }])
    tally.addEntries(
      {
        entries: [entryOf({ ...standings.settled, record: recordOf() })],
        unreadable: [unreadable, unreadable]
      },
      { now }
    )
    tally.addEntries({ entries: [], unreadable: [unreadable] }, { now })
    tally.addMoves([{ ...move, to: hourOf("2026-03-10T12:00:00Z") }])
    tally.addMoves([{ ...move, to: hourOf("2026-03-10T13:00:00Z") }])

    const { accounts, moves, records, violationsFound } = tally.report()
    assert.deepStrictEqual(
      { accounts, moves, records, violationsFound },
      { accounts: 2, moves: 2, records: 4, violationsFound: 3 }
    )
  })
})
