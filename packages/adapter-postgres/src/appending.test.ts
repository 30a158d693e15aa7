import { PGlite } from "@electric-sql/pglite"
import fc from "fast-check"
import { Effect, Result } from "effect"
import { afterAll, assert, beforeAll, describe, it } from "vitest"
import { appendIn, usage } from "../test/steps.ts"
import { pgliteStore } from "./PostgresStore.ts"

const pglite = new PGlite()
const store = pgliteStore(pglite)

beforeAll(() => Effect.runPromise(store.migrate))
afterAll(() => pglite.close())

/** Where an id was before the call, and whether the call says the same of it. */
const places = ["nowhere", "in the ledger", "in the archive", "in this transaction"] as const

const mixture = fc.array(fc.record({ isSame: fc.boolean(), place: fc.constantFrom(...places) }), {
  minLength: 1,
  maxLength: 8
})

let calls = 0

describe("a call of many events", () => {
  it.each(["read committed", "repeatable read"] as const)(
    "records what is new, tells what is known, and is refused whole for what differs, in %s",
    { timeout: 60_000 },
    async (isolation) => {
      await fc.assert(
        fc.asyncProperty(mixture, async (given) => {
          const events = given.map(({ isSame, place }, n) => {
            const event = usage({ account: "acme", eventId: `${calls} ${n}`, quantity: "1" })
            return { isSame: isSame || place === "nowhere", event, place }
          })
          calls++
          const told = events.map(({ event, isSame }) =>
            isSame ? event : usage({ ...event, occurredAt: "2026-03-10T11:30:00Z", quantity: "2" })
          )
          const at = (place: (typeof places)[number]) =>
            events.filter((one) => one.place === place).map(({ event }) => event)
          const ids = (of: typeof events) => of.map(({ event }) => event.eventId)

          await pglite.transaction(async (transaction) => {
            await write(transaction, [...at("in the ledger"), ...at("in the archive")])
            await transaction.exec("set local session_replication_role = replica")
            await transaction.query(move, [at("in the archive").map(({ eventId }) => eventId)])
          })
          const { answer, before, after } = await pglite.transaction(async (transaction) => {
            await transaction.query(`set transaction isolation level ${isolation}`)
            await write(transaction, at("in this transaction"))
            const before = await kept(transaction, calls - 1)
            const answer = await appendIn(store, transaction, told)
            return { answer, before, after: await kept(transaction, calls - 1) }
          })

          const differing = ids(events.filter(({ isSame }) => !isSame))
          const known = ids(events.filter(({ place }) => place !== "nowhere"))
          if (differing.length > 0) {
            assert.sameMembers(conflictsOf(answer), differing)
            assert.deepStrictEqual(after, before)
          } else {
            const { alreadyRecorded, recorded } = Result.getOrThrow(answer)
            assert.strictEqual(recorded, events.length - known.length)
            assert.sameMembers([...alreadyRecorded], known)
            assert.sameMembers([...after], ids(events))
          }
        }),
        { numRuns: 150 }
      )
    }
  )
})

const conflictsOf = (answer: Awaited<ReturnType<typeof appendIn>>): Array<string> =>
  Result.isFailure(answer) && answer.failure._tag === "EventConflict" ? [...answer.failure.eventIds] : []

const move = `with gone as (delete from tallyhour.usage_event where event_id = any($1) returning *)
  insert into tallyhour.archived_event select *, 1 from gone`

type Transaction = Parameters<Parameters<PGlite["transaction"]>[0]>[0]

const write = async (transaction: Transaction, events: ReadonlyArray<ReturnType<typeof usage>>) => {
  assert.isTrue(Result.isSuccess(await appendIn(store, transaction, events)))
}

/** The ids of a call that are in either table. */
const kept = async (transaction: Transaction, call: number): Promise<ReadonlyArray<string>> => {
  const { rows } = await transaction.query<{ readonly event_id: string }>(
    `select event_id from (select event_id from tallyhour.usage_event
     union all select event_id from tallyhour.archived_event) known where event_id like $1 order by 1`,
    [`${call} %`]
  )
  return rows.map(({ event_id }) => event_id)
}
