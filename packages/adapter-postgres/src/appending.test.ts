import { PGlite } from "@electric-sql/pglite"
import type { UsageEvent } from "@tallyhour/core"
import { Effect, Result } from "effect"
import fc from "fast-check"
import { afterAll, assert, beforeAll, describe, it } from "vitest"
import { appendIn, usage } from "../test/steps.ts"
import { pgliteStore } from "./PostgresStore.ts"

const pglite = new PGlite()
const store = pgliteStore(pglite)

beforeAll(() => Effect.runPromise(store.migrate))
afterAll(() => pglite.close())

describe("a call of many events", () => {
  it.each(["read committed", "repeatable read"] as const)(
    "records what is new, tells what is known, and is refused whole for what differs, in %s",
    { timeout: 60_000 },
    async (isolation) => {
      await fc.assert(
        fc.asyncProperty(mixture, async (given) => {
          const told = given.map((one, n) => ({
            ...one,
            event: usage({ account: "acme", eventId: `${calls} ${n}` })
          }))
          const call = calls++
          const at = (place: Place) => told.filter((one) => one.place === place).map(({ event }) => event)
          await pglite.transaction((transaction) =>
            begin(transaction, at("in the ledger"), at("in the archive"))
          )

          await pglite.transaction(async (transaction) => {
            await transaction.query(`set transaction isolation level ${isolation}`)
            await write(transaction, at("in this transaction"))
            const before = await kept(transaction, call)
            const said = told.map(({ differs, event, place }) =>
              differs && place !== "nowhere" ? other(event) : event
            )
            const answer = await appendIn(store, transaction, said)
            const after = await kept(transaction, call)

            const known = told.filter(({ place }) => place !== "nowhere")
            const differing = known.filter(({ differs }) => differs)
            if (differing.length > 0) {
              assert.sameMembers(conflictsOf(answer), idsOf(differing))
              assert.deepStrictEqual(after, before)
            } else {
              const { alreadyRecorded, recorded } = Result.getOrThrow(answer)
              assert.strictEqual(recorded, told.length - known.length)
              assert.sameMembers([...alreadyRecorded], idsOf(known))
              assert.sameMembers([...after], idsOf(told))
            }
          })
        }),
        { numRuns: 60 }
      )
    }
  )
})

/** Where an id was before the call. */
const places = ["nowhere", "in the ledger", "in the archive", "in this transaction"] as const
type Place = (typeof places)[number]

const mixture = fc.array(fc.record({ differs: fc.boolean(), place: fc.constantFrom(...places) }), {
  minLength: 1,
  maxLength: 8
})

let calls = 0

type Transaction = Parameters<Parameters<PGlite["transaction"]>[0]>[0]

const other = (event: UsageEvent): UsageEvent =>
  usage({ account: event.account, eventId: event.eventId, quantity: "2" })

const idsOf = (told: ReadonlyArray<{ readonly event: UsageEvent }>) => told.map(({ event }) => event.eventId)

const conflictsOf = (answer: Awaited<ReturnType<typeof appendIn>>): Array<string> =>
  Result.isFailure(answer) && answer.failure._tag === "EventConflict" ? [...answer.failure.eventIds] : []

const write = async (transaction: Transaction, events: ReadonlyArray<UsageEvent>) => {
  assert.isTrue(Result.isSuccess(await appendIn(store, transaction, events)))
}

/** Puts events where they were before the call. */
const begin = async (
  transaction: Transaction,
  inLedger: ReadonlyArray<UsageEvent>,
  inArchive: ReadonlyArray<UsageEvent>
) => {
  await write(transaction, [...inLedger, ...inArchive])
  // As only the archiving itself may move them, long after they were recorded.
  await transaction.exec("set local session_replication_role = replica")
  await transaction.query(move, [inArchive.map(({ eventId }) => eventId)])
}

const columns =
  "event_id, account, meter, quantity, occurred_at, tags, aggregation, property, recorded_at, recorded_xid"

const move = `with gone as (delete from tallyhour.usage_event where event_id = any($1) returning ${columns})
  insert into tallyhour.archived_event (${columns}, archived_as) select ${columns}, 1 from gone`

/** The ids of a call that are in either table. */
const kept = async (transaction: Transaction, call: number): Promise<ReadonlyArray<string>> => {
  const { rows } = await transaction.query<{ readonly event_id: string }>(
    `select event_id from (select event_id from tallyhour.usage_event
     union all select event_id from tallyhour.archived_event) known where event_id like $1 order by 1`,
    [`${call} %`]
  )
  return rows.map(({ event_id }) => event_id)
}
