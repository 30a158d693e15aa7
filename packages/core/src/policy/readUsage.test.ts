import { DateTime, Result } from "effect"
import { assert, describe, it } from "vitest"
import { MeteringHour } from "../model/MeteringHour.ts"
import type { CountedUnits } from "./countUnits.ts"
import { readUsage } from "./readUsage.ts"

const now = DateTime.makeUnsafe("2026-03-10T12:10:00Z")
const hourOf = (text: string) => MeteringHour.of(DateTime.makeUnsafe(text))
const pages = { dimension: "pages", quantity: 3 }
const units = { ...pages, hour: hourOf("2026-03-10T12:00:00Z") }
const read = (usage: object) => Result.getOrThrow(readUsage(usage, now))
const problems = (usage: object) =>
  Result.match(readUsage(usage, now), { onFailure: (found) => found, onSuccess: () => [] })

const occurredAt = "2026-03-10T11:30:00Z"
const noName = "is no text of 1 to 255 letters"

describe("readUsage", () => {
  it.each([
    [pages, units],
    [
      { ...pages, quantity: 0, tags: { team: "a" } },
      { ...units, quantity: 0 }
    ],
    [
      { ...pages, occurredAt },
      { ...units, hour: hourOf(occurredAt) }
    ],
    [
      { ...pages, occurredAt: DateTime.makeUnsafe(occurredAt) },
      { ...units, hour: hourOf(occurredAt) }
    ],
    [{ ...pages, occurredAt: "2026-03-10T15:00:00Z" }, units],
    [
      { ...pages, dimension: "d".repeat(255) },
      { ...units, dimension: "d".repeat(255) }
    ],
    [{ ...pages, tags: {} }, units],
    [
      { ...pages, tags: { team: "b", env: "a" } },
      {
        ...units,
        tagged: [
          {
            quantity: 3,
            tags: [
              ["env", "a"],
              ["team", "b"]
            ]
          }
        ]
      }
    ]
  ] satisfies ReadonlyArray<[object, CountedUnits]>)("reads %j", (usage, wanted) => {
    assert.deepStrictEqual(read(usage), { units: wanted })
  })

  it("knows an event by its id, and its content by everything else", () => {
    const told = { ...pages, eventId: "doc-1", occurredAt, tags: { team: "a", env: "b" } }
    const contentOf = (change: object) => read({ ...told, ...change }).event?.content

    const same = [{}, { occurredAt: 1_773_142_200 }, { tags: { env: "b", team: "a" } }].map(contentOf)
    const others = [
      { dimension: "storage" },
      { quantity: 4 },
      { tags: { env: "b" } },
      { occurredAt: "2026-03-10T11:30:01Z" }
    ].map(contentOf)

    const { event } = read(told)
    assert.deepStrictEqual([event?.eventId, event?.at], ["doc-1", DateTime.makeUnsafe(occurredAt)])
    assert.strictEqual(new Set(same).size, 1)
    assert.strictEqual(new Set([...same, ...others]).size, 5)
  })

  it("takes an event of a clock that is five minutes ahead", () => {
    const ahead = { ...pages, eventId: "e", occurredAt: "2026-03-10T12:15:00Z" }

    assert.deepStrictEqual(read(ahead).units, units)
  })

  it.each([
    [{ ...pages, dimension: "" }, [`dimension ${noName}`]],
    [{ ...pages, dimension: "d".repeat(256) }, [`dimension ${noName}`]],
    [{ ...pages, dimension: "d\u0000" }, [`dimension ${noName}`]],
    [{ ...pages, dimension: 7 }, [`dimension ${noName}`]],
    [{ ...pages, quantity: 1.5 }, ["quantity is not a whole number of units from 0"]],
    [{ ...pages, quantity: -1 }, ["quantity is not a whole number of units from 0"]],
    [{ ...pages, quantity: 2 ** 53 }, ["quantity is not a whole number of units from 0"]],
    [{ ...pages, quantity: "3" }, ["quantity is not a whole number of units from 0"]],
    [{ ...pages, eventId: "", occurredAt }, [`eventId ${noName}`]],
    [{ ...pages, eventId: null, occurredAt }, [`eventId ${noName}`]],
    [{ ...pages, eventId: "e" }, ["occurredAt is absent, which an eventId needs"]],
    [
      { ...pages, eventId: "e", occurredAt: "2026-03-10T12:15:00.001Z" },
      ["occurredAt is more than five minutes ahead of our clock, which an eventId must not be"]
    ],
    [
      { ...pages, eventID: "doc-1", unit: "page" },
      [
        "eventID is not a choice of the usage; did you mean eventId?",
        "unit is not a choice of the usage; it has dimension, quantity, occurredAt, eventId, tags"
      ]
    ],
    [{ ...pages, eventID: undefined }, ["eventID is not a choice of the usage; did you mean eventId?"]],
    [{ ...pages, tags: { team: "" } }, ["tags.team is empty or too long"]],
    [
      { occurredAt: "yesterday" },
      [
        "occurredAt is not RFC 3339 text with a zone, epoch seconds, or a valid date",
        `dimension ${noName}`,
        "quantity is not a whole number of units from 0"
      ]
    ]
  ])("says all that is wrong with %j", (usage, wanted) => {
    assert.deepStrictEqual(problems(usage), wanted)
  })
})
