import { EventConflict, EventRefused, type UsageEventInput } from "@tallyhour/core"
import fc from "fast-check"
import type { PoolClient } from "pg"
import { assert, beforeAll, describe, it } from "vitest"
import { asJson, type Verdict } from "../test/foreignCaller.ts"
import { everyEdge, type ForeignEvent, foreignNow, jsonEvents, typedEvents } from "../test/foreignEvents.ts"
import { type ForeignScene, openForeign, rowsIn } from "../test/openForeign.ts"
import { testDatabase } from "../test/testDatabase.ts"
import { openClient } from "../test/transactions.ts"

const database = testDatabase()

describe.skipIf(database.isMissing)("the same events by the SQL functions and in TypeScript", () => {
  let ours: ForeignScene
  let theirs: ForeignScene

  beforeAll(async () => {
    ours = await openForeign(database)
    theirs = await openForeign(database)
  })

  const sqlNames: Readonly<Record<string, string>> = {
    eventId: "event_id",
    occurredAt: "occurred_at",
    "properties.user": "property"
  }

  const apart: ForeignEvent = {
    account: "acme",
    eventId: "apart",
    meter: "requests",
    occurredAt: "2026-03-10T11:30:00Z",
    properties: {},
    quantity: "1.5",
    tags: undefined
  }

  // In one transaction for all of them: a refusal leaves it usable.
  const inTypeScript = async (transaction: PoolClient, events: unknown): Promise<Verdict> => {
    try {
      const { alreadyRecorded, recorded } = await ours.meter.record(transaction, events as UsageEventInput)
      if (Array.isArray(events)) return { answer: `recorded ${recorded}`, ids: alreadyRecorded.toSorted() }
      return { answer: recorded === 1 ? "recorded" : "already recorded", ids: [] }
    } catch (error) {
      if (error instanceof EventConflict) return { answer: "EventConflict", ids: error.eventIds.toSorted() }
      if (!(error instanceof EventRefused)) throw error
      const field = error.field.replace(
        /eventId|occurredAt|properties\.user/,
        (name) => sqlNames[name] ?? name
      )
      return { answer: `${error.code} ${field}`, ids: [] }
    }
  }

  it("one by one get the same answers and leave the same rows", async () => {
    const answers = new Set<string>()
    const { end, transaction } = await openClient(ours.pool)
    const edges = [...everyEdge("typed"), apart, apart, { ...apart, quantity: "2" }]

    await fc.assert(
      fc.asyncProperty(typedEvents, async (event) => {
        const wanted = await inTypeScript(transaction, event)
        const answer = await theirs.caller.record(event, foreignNow)

        answers.add(wanted.answer)
        assert.deepStrictEqual(answer, wanted)
      }),
      { examples: edges.map((edge) => [edge]), numRuns: edges.length + 25 }
    )
    await end("commit")

    assert.includeMembers([...answers], ["recorded", "already recorded", "EventConflict"])
    assert.deepStrictEqual(await rowsIn(theirs), await rowsIn(ours))
  })

  it("in batches get the same answers and leave the same rows", async () => {
    const answers = new Set<string>()
    const { end, transaction } = await openClient(ours.pool)
    const together = { ...apart, eventId: "together" }
    const edges = [
      ...everyEdge("json").map((edge) => [edge]),
      [together, together, { ...together, eventId: "too" }],
      [
        { ...together, eventId: "beside" },
        { ...together, quantity: "2" }
      ],
      [
        { ...together, eventId: "twice" },
        { ...together, eventId: "twice", quantity: "2" }
      ]
    ]

    await fc.assert(
      fc.asyncProperty(jsonEvents, async (events) => {
        const wanted = await inTypeScript(transaction, events)
        const answer = await theirs.caller.recordAll(events.map(asJson), foreignNow)

        answers.add(wanted.answer)
        assert.deepStrictEqual(answer, wanted)
      }),
      { examples: edges.map((edge): [ReadonlyArray<unknown>] => [edge]), numRuns: edges.length + 25 }
    )
    await end("commit")

    assert.includeMembers([...answers], ["recorded 2", "EventConflict"])
    assert.deepStrictEqual(await rowsIn(theirs), await rowsIn(ours))
  })
})
