import { EventConflict, EventRefused, type UsageEventInput } from "@tallyhour/core"
import fc from "fast-check"
import { assert, beforeAll, describe, it } from "vitest"
import { asJson, type Verdict } from "../test/foreignCaller.ts"
import { foreignNow, jsonEvents, typedEvents } from "../test/foreignEvents.ts"
import { type ForeignScene, openForeign, rowsIn } from "../test/openForeign.ts"
import { testDatabase } from "../test/testDatabase.ts"

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

  const again = {
    account: "acme",
    eventId: "again",
    meter: "requests",
    occurredAt: "2026-03-10T11:30:00Z",
    properties: {},
    quantity: "1.5",
    tags: undefined
  }
  const apart = { ...again, eventId: "apart" }

  const inTypeScript = async (
    { meter, pool }: Pick<ForeignScene, "meter" | "pool">,
    events: unknown
  ): Promise<Verdict> => {
    const client = await pool.connect()
    try {
      await client.query("begin")
      const { alreadyRecorded, recorded } = await meter.record(client, events as UsageEventInput)
      await client.query("commit")
      if (Array.isArray(events)) return { answer: `recorded ${recorded}`, ids: alreadyRecorded.toSorted() }
      return { answer: recorded === 1 ? "recorded" : "already recorded", ids: [] }
    } catch (error) {
      await client.query("rollback")
      if (error instanceof EventConflict) return { answer: "EventConflict", ids: error.eventIds.toSorted() }
      if (!(error instanceof EventRefused)) throw error
      const field = error.field.replace(
        /eventId|occurredAt|properties\.user/,
        (name) => sqlNames[name] ?? name
      )
      return { answer: `${error.code} ${field}`, ids: [] }
    } finally {
      client.release()
    }
  }

  it("one by one get the same answers and leave the same rows", async () => {
    const answers = new Set<string>()

    await fc.assert(
      fc.asyncProperty(typedEvents, async (event) => {
        const wanted = await inTypeScript(ours, event)
        const answer = await theirs.caller.record(event as UsageEventInput, foreignNow)

        answers.add(wanted.answer)
        assert.deepStrictEqual(answer, wanted)
      }),
      { examples: [[again], [again], [{ ...again, quantity: "2" }]], numRuns: 40 }
    )

    assert.includeMembers([...answers], ["recorded", "already recorded", "EventConflict"])
    assert.deepStrictEqual(await rowsIn(theirs), await rowsIn(ours))
  })

  it("in batches get the same answers and leave the same rows", async () => {
    const answers = new Set<string>()

    await fc.assert(
      fc.asyncProperty(fc.array(jsonEvents, { maxLength: 3 }), async (events) => {
        const wanted = await inTypeScript(ours, events)
        const answer = await theirs.caller.recordAll(events.map(asJson), foreignNow)

        answers.add(wanted.answer)
        assert.deepStrictEqual(answer, wanted)
      }),
      {
        examples: [[[apart, { ...apart, eventId: "too" }]], [[again, { ...again, quantity: "2" }]]],
        numRuns: 40
      }
    )

    assert.includeMembers([...answers], ["recorded 2", "EventConflict"])
    assert.deepStrictEqual(await rowsIn(theirs), await rowsIn(ours))
  })
})
