import { Quantity } from "@tallyhour/core"
import { quantity } from "@tallyhour/core/testing"
import { Result } from "effect"
import { assert, describe, it } from "vitest"
import { append, appendIn, balances, link, reasonOf, sealDue, usage } from "../test/steps.ts"
import { testDatabase } from "../test/testDatabase.ts"
import { openClient } from "../test/transactions.ts"
import { untilWaiting } from "../test/untilWaiting.ts"

const database = testDatabase()

describe.skipIf(database.isMissing)("two open transactions that append the same id", () => {
  const race = async () => {
    const { pool, run, store } = await database.open()
    const [first, second] = [await openClient(pool), await openClient(pool)]
    const event = usage({ account: "a", quantity: "3" })
    await appendIn(store, first.transaction, [event])
    return { event, first, pool, run, second, store }
  }

  it("wait for each other, and the same content is recorded once", async () => {
    const { event, first, pool, run, second, store } = await race()

    const waiting = appendIn(store, second.transaction, [event, usage({ account: "a" })])
    await untilWaiting(pool)
    await first.end("commit")
    const answer = await waiting
    await second.end("commit")

    assert.deepStrictEqual(answer, Result.succeed({ recorded: 1, alreadyRecorded: [event.eventId] }))
    assert.strictEqual((await run(balances))[0]?.recorded, quantity("4"))
  })

  it("refuse other content, of which nothing is stored, and the loser can go on to commit", async () => {
    const { event, first, pool, run, second, store } = await race()
    await pool.query("create table work (done text)")

    await second.transaction.query("insert into work (done) values ('before')")
    const refused = appendIn(store, second.transaction, [
      usage({ account: "b", eventId: "0 sorts before" }),
      { ...event, quantity: quantity("9") },
      usage({ account: "b", eventId: "~ sorts behind" })
    ])
    await untilWaiting(pool)
    await first.end("commit")
    const refusal = await refused
    await second.transaction.query("insert into work (done) values ('after')")
    await appendIn(store, second.transaction, [usage({ account: "c", quantity: "2" })])
    await second.end("commit")

    assert.strictEqual(reasonOf(refusal), "EventConflict")
    assert.deepStrictEqual(
      (await run(balances)).map(({ account, recorded }) => [account, recorded]),
      [
        ["a", quantity("3")],
        ["c", quantity("2")]
      ]
    )
    assert.strictEqual((await pool.query("select done from work")).rowCount, 2)
  })

  it("leave the id to the second when the first rolls back", async () => {
    const { event, first, pool, run, second, store } = await race()

    const waiting = appendIn(store, second.transaction, [{ ...event, quantity: quantity("9") }])
    await untilWaiting(pool)
    await first.end("roll back")
    const answer = await waiting
    await second.end("commit")

    assert.deepStrictEqual(answer, Result.succeed({ recorded: 1, alreadyRecorded: [] }))
    assert.strictEqual((await run(balances))[0]?.recorded, quantity("9"))
  })

  it("take back nothing that an earlier call of the same transaction recorded", async () => {
    const { event, first, pool, run, second, store } = await race()
    const earlier = usage({ account: "b", quantity: "5" })
    await appendIn(store, second.transaction, [earlier])

    const refused = appendIn(store, second.transaction, [earlier, { ...event, meter: "storage" }])
    await untilWaiting(pool)
    await first.end("commit")
    const refusal = await refused
    await second.end("commit")

    assert.strictEqual(reasonOf(refusal), "EventConflict")
    assert.deepStrictEqual(
      (await run(balances)).map(({ account, recorded }) => [account, recorded]),
      [
        ["a", quantity("3")],
        ["b", quantity("5")]
      ]
    )
  })

  it("F5: end with a typed StoreBusy for one of them when they block each other both ways", async () => {
    const { event, first, pool, second, store } = await race()
    const other = usage({ account: "a" })
    await appendIn(store, second.transaction, [other])

    const crossing = appendIn(store, first.transaction, [other])
    await untilWaiting(pool)
    const answers = await Promise.all([crossing, appendIn(store, second.transaction, [event])])
    await Promise.all([first.end("roll back"), second.end("roll back")])

    assert.deepStrictEqual(answers.map(reasonOf).toSorted(), ["StoreBusy", "none"])
  })

  it("keep no sealing waiting, although one of them waits for the other", async () => {
    const { event, first, pool, run, second, store } = await race()
    await run(link(["a", "b"]))
    await run(append([usage({ account: "b" })]))

    const waiting = appendIn(store, second.transaction, [event])
    await untilWaiting(pool)
    const sealed = [(await run(sealDue())).records]
    await first.end("commit")
    await waiting
    sealed.push((await run(sealDue())).records)
    await second.end("commit")
    sealed.push((await run(sealDue())).records)

    assert.deepStrictEqual(sealed, [1, 1, 0])
    assert.strictEqual((await run(balances))[0]?.pending, quantity("3"))
  })

  it("stand in the way of nobody else: another id is recorded at once", async () => {
    const { first, run, second, store } = await race()

    const answers = [
      await appendIn(store, second.transaction, [usage({ account: "a" })]),
      Result.succeed(await run(append([usage({ account: "a" })])))
    ]
    await Promise.all([first.end("commit"), second.end("commit")])

    assert.deepStrictEqual(answers, Array(2).fill(Result.succeed({ recorded: 1, alreadyRecorded: [] })))
  })

  it("keep no id that they were refused together with another", async () => {
    const { event, first, run, second, store } = await race()
    await first.end("commit")
    const free = [usage({ account: "a" }), usage({ account: "a" })]

    const refused = await appendIn(store, second.transaction, [
      free[0]!,
      { ...event, quantity: quantity("9") },
      free[1]!
    ])
    const answer = await run(append(free))
    await second.end("commit")

    assert.strictEqual(reasonOf(refused), "EventConflict")
    assert.strictEqual(answer.recorded, 2)
  })
})

describe.skipIf(database.isMissing)("a recorder", () => {
  it("does not wait for a sealing that goes on", async () => {
    const { pool, run, schema } = await database.open()
    const sealing = await openClient(pool)
    await sealing.transaction.query(`select snapshot from "${schema}".counted_snapshot for update`)

    const answer = await run(append([usage({ account: "a" })]))
    await sealing.end("roll back")

    assert.strictEqual(answer.recorded, 1)
  })
})

describe.skipIf(database.isMissing)("an event whose transaction is held open over several sealings", () => {
  const recorded = {
    plainly: [],
    "under a savepoint": ["savepoint nested"],
    "under a savepoint that was rolled back to before": [
      "savepoint nested",
      "select pg_current_xact_id()",
      "rollback to savepoint nested"
    ]
  }

  it.each(Object.entries(recorded))("is counted exactly once, recorded %s", async (_, statements) => {
    const { pool, run, store } = await database.open()
    await run(link(["a", "b"]))
    const held = await openClient(pool)
    for (const statement of statements) await held.transaction.query(statement)
    await appendIn(store, held.transaction, [usage({ account: "a", quantity: "7" })])

    const sealed = []
    for (let round = 0; round < 3; round++) {
      await run(append([usage({ account: "b", meter: `meter ${round}` })]))
      sealed.push((await run(sealDue())).records)
    }
    await held.end("commit")
    for (let round = 0; round < 2; round++) sealed.push((await run(sealDue())).records)

    assert.deepStrictEqual(sealed, [1, 1, 1, 1, 0])
    const [a] = await run(balances)
    assert.deepStrictEqual(
      [a?.account, a?.recorded, a?.open, a?.pending],
      ["a", quantity("7"), Quantity.zero, quantity("7")]
    )
  })

  it("is counted never when that transaction is rolled back", async () => {
    const { pool, run, store } = await database.open()
    await run(link(["a", "b"]))
    const held = await openClient(pool)
    await appendIn(store, held.transaction, [usage({ account: "a" })])
    await run(append([usage({ account: "b" })]))

    await run(sealDue())
    await held.end("roll back")

    assert.deepInclude(await run(sealDue()), { openHours: 0, records: 0 })
    assert.deepStrictEqual(
      (await run(balances)).map(({ account }) => account),
      ["b"]
    )
  })

  it("is open in the books from its commit on, whether a sealing has seen it or not", async () => {
    const { pool, run, store } = await database.open()
    await run(link(["a"]))
    const held = await openClient(pool)
    await appendIn(store, held.transaction, [usage({ account: "a" })])
    await run(sealDue())

    const before = await run(balances)
    await held.end("commit")
    const [after] = await run(balances)

    assert.deepStrictEqual(before, [])
    assert.deepStrictEqual([after?.recorded, after?.open], [quantity("1"), quantity("1")])
  })
})

describe.skipIf(database.isMissing)("a client of pg", () => {
  it("on which nobody has begun a transaction is refused, and nothing is recorded", async () => {
    const { pool, run, store } = await database.open()
    const client = await pool.connect()

    const fresh = await appendIn(store, client, [usage({ account: "a" })])
    await client.query("begin")
    await client.query("commit")
    const ended = await appendIn(store, client, [usage({ account: "a" })])
    client.release()

    assert.deepStrictEqual([fresh, ended].map(reasonOf), ["StoreRefused", "StoreRefused"])
    assert.deepStrictEqual(await run(balances), [])
  })

  it("may still be sending its begin", async () => {
    const { pool, run, store } = await database.open()
    const client = await pool.connect()

    const begun = client.query("begin")
    const answer = await appendIn(store, client, [usage({ account: "a" })])
    await begun
    await client.query("rollback")
    client.release()

    assert.deepStrictEqual(answer, Result.succeed({ recorded: 1, alreadyRecorded: [] }))
    assert.deepStrictEqual(await run(balances), [])
  })
})
