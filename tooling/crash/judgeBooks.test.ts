import { assert, describe, it } from "vitest"
import { type Evidence, judgeBooks } from "./judgeBooks.ts"
import { buyers } from "./seller.ts"

const [billed, ended] = [buyers[0], buyers.at(-1)!]

const event = (eventId: string, quantity: string, account = billed.account) => ({
  account,
  eventId,
  isAlone: false,
  meter: "requests",
  quantity
})
const accepted = { dimension: "requests", hour: 492_538, region: "us-east-1", scope: "license" }
const figures = { carried: "0", open: "0", pending: "0" }
const sent = (record: string, quantity: string) => ({ record, quantity })

/** What is there after 7.5 units of an account that is billed and 2 of one whose agreement has ended. */
const sound: Evidence = {
  acknowledged: [event("a", "5"), { ...event("b", "2.5"), isAlone: true }, event("c", "2", ended.account)],
  accepted: [{ ...accepted, account_id: billed.accountId, quantity: 7 }],
  balances: [
    { ...figures, account: billed.account, meter: "requests", recorded: "7.5", carried: "0.5" },
    { ...figures, account: ended.account, meter: "requests", recorded: "2" }
  ],
  recordedIds: ["a", "b", "c"],
  submitted: [sent("first", "7"), sent("first", "7")],
  unbilled: [{ account: ended.account, meter: "requests", quantity: "2", reason: "no agreement" }],
  workIds: ["a", "c"]
}

const [taken] = sound.accepted
const [ofBilled, ofEnded] = sound.balances

describe("the judge of a crash run", () => {
  it("has nothing to say when every unit is billed once, carried, or listed with its reason", () => {
    assert.deepStrictEqual(judgeBooks(sound), [])
  })

  const planted: Readonly<Record<string, [Partial<Evidence>, ReadonlyArray<string>]>> = {
    "a record that AWS takes twice": [
      { accepted: [taken!, taken!] },
      [
        `-7 requests of ${billed.account} are billed or listed beyond what was used`,
        `AWS bills ["${billed.accountId}","requests",492538] more than once`
      ]
    ],
    "a record that AWS takes twice, in two hours": [
      { accepted: [taken!, { ...taken!, hour: 492_539 }] },
      [`-7 requests of ${billed.account} are billed or listed beyond what was used`]
    ],
    "a record that is lost": [
      { accepted: [] },
      [`7 requests of ${billed.account} are neither billed nor listed`]
    ],
    "a unit too much in a record": [
      { accepted: [{ ...taken!, quantity: 8 }] },
      [`-1 requests of ${billed.account} are billed or listed beyond what was used`]
    ],
    "an event that was acknowledged and is lost": [
      { recordedIds: ["a", "c"], balances: [{ ...ofBilled!, recorded: "5" }, ofEnded!] },
      [
        "no events stand in the ledger under b, which was acknowledged",
        `7.5 requests of ${billed.account} were used and 5 are recorded`
      ]
    ],
    "an event that is counted twice": [
      { balances: [{ ...ofBilled!, recorded: "12.5" }, ofEnded!] },
      [`7.5 requests of ${billed.account} were used and 12.5 are recorded`]
    ],
    "an event whose transaction was rolled back": [
      { recordedIds: ["a", "b", "c", "d"] },
      ["events stand in the ledger under d, which was never acknowledged"]
    ],
    "work without its usage": [
      { workIds: ["a", "c", "d"] },
      ["pieces of work are done under d, which was never acknowledged"]
    ],
    "usage without its work": [
      { workIds: ["a"] },
      ["no pieces of work are done under c, which was acknowledged"]
    ],
    "usage that nobody seals": [
      {
        accepted: [],
        balances: [{ ...ofBilled!, open: "7", carried: "0.5" }, ofEnded!]
      },
      [
        `7 requests of ${billed.account} still wait`,
        `7 requests of ${billed.account} are neither billed nor listed`
      ]
    ],
    "a whole unit that is carried": [
      { accepted: [{ ...taken!, quantity: 6 }], balances: [{ ...ofBilled!, carried: "1.5" }, ofEnded!] },
      [`1.5 requests of ${billed.account} are carried, which is a unit or more`]
    ],
    "usage that is given up for no reason": [
      {
        accepted: [],
        unbilled: [
          ...sound.unbilled,
          { account: billed.account, meter: "requests", quantity: "7", reason: "too late" }
        ]
      },
      [`7 requests of ${billed.account} are not billed: too late`]
    ],
    "usage that nobody can bill and the books do not list": [
      { unbilled: [] },
      [
        `2 requests of ${ended.account} are neither billed nor listed`,
        `2 requests of ${ended.account} are not listed as not billed`
      ]
    ],
    "usage that is listed without a reason": [
      { unbilled: [{ ...sound.unbilled[0]!, reason: "" }] },
      [`${ended.account} has no reason why`]
    ],
    "usage that another service has set aside": [
      { unbilled: [{ ...sound.unbilled[0]!, reason: "UnknownMeter: no product has it" }] },
      [`requests of ${ended.account} are set aside as unknown by who sells something else`]
    ],
    "a key that is sent with two quantities": [
      { submitted: [sent("first", "7"), sent("first", "8"), sent("second", "8")] },
      ["first was sent with the quantities 7, 8"]
    ]
  }

  it.each(Object.entries(planted))("finds %s", (_, [change, found]) => {
    assert.sameMembers([...judgeBooks({ ...sound, ...change })], [...found])
  })
})
