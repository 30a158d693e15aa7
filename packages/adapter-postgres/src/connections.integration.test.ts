import { type AddressInfo, createServer } from "node:net"
import { Settlement } from "@tallyhour/core"
import { quantity } from "@tallyhour/core/testing"
import { DateTime, Effect } from "effect"
import { Kysely, PostgresDialect } from "kysely"
import { Pool } from "pg"
import { assert, describe, it } from "vitest"
import {
  append,
  appendIn,
  balances,
  leaseDue,
  link,
  noon,
  reasonOf,
  sealDue,
  settleAll,
  usage
} from "../test/steps.ts"
import { runIn, testDatabase } from "../test/testDatabase.ts"
import { openClient, openKysely } from "../test/transactions.ts"
import { untilWaiting } from "../test/untilWaiting.ts"
import { postgresStore } from "./PostgresStore.ts"

const database = testDatabase()

// An error that nobody hears ends the process, and with it this test run: that the next test begins is half the proof.
describe.skipIf(database.isMissing)("a connection that the server ends", () => {
  it("F3: while it idles in the pool costs nothing: the next call works", async () => {
    const { run, schema } = await database.open()
    const other = await database.open({ isMigrated: false, schema })
    await run(append([usage({ account: "a" })]))

    await endOthers(other.pool)
    const answers = []
    for (let i = 0; i < 3; i++) answers.push(await run(Effect.result(append([usage({ account: "a" })]))))

    assert.deepStrictEqual(answers.map(reasonOf), ["none", "none", "none"])
  })

  it("F3: costs one call where its client had connected before the store was made", async () => {
    const { pool: killer, schema } = await database.open()
    const pool = database.pool()
    await pool.query("select 1 as warm")
    const store = postgresStore(pool, { schema })
    const held = await openClient(pool)

    await endOthers(killer)
    const refusal = await appendIn(store, held.transaction, [usage({ account: "a" })])
    held.transaction.release(true)
    const answer = await runIn(store)(Effect.result(append([usage({ account: "a" })])))

    assert.deepStrictEqual([reasonOf(refusal), reasonOf(answer)], ["StoreUnavailable", "none"])
  })

  const opened = {
    "a pg client": (pool: Pool) => openClient(pool),
    Kysely: (pool: Pool) => openKysely(new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) }))
  }

  it.each(Object.entries(opened))(
    "F4: inside a transaction of %s is a typed StoreUnavailable, and the next transaction works",
    async (_, open) => {
      const { pool, run, schema, store } = await database.open()
      const killer = await database.open({ isMigrated: false, schema })
      const broken = await open(pool)
      await appendIn(store, broken.transaction, [usage({ account: "lost" })])

      await endOthers(killer.pool)
      const refusal = await appendIn(store, broken.transaction, [usage({ account: "lost" })])
      const ending = await broken.end("commit").then(
        () => "committed",
        () => "refused"
      )
      const next = await open(pool)
      await appendIn(store, next.transaction, [usage({ account: "kept", quantity: "2" })])
      await next.end("commit")

      assert.deepStrictEqual([reasonOf(refusal), ending], ["StoreUnavailable", "refused"])
      assert.deepStrictEqual(
        (await run(balances)).map(({ account, recorded }) => [account, recorded]),
        [["kept", quantity("2")]]
      )
    }
  )

  it("F4: in the middle of a sealing is a typed StoreUnavailable, and all is sealed by the next one", async () => {
    const { pool, run, schema } = await database.open()
    const killer = await database.open({ isMigrated: false, schema })
    await run(link(["a"]))
    await run(append([usage({ account: "a", quantity: "3" })]))
    const holder = await openClient(killer.pool)
    await holder.transaction.query(`select snapshot from "${schema}".counted_snapshot for update`)

    const sealing = run(Effect.result(sealDue()))
    await untilWaiting(killer.pool)
    await endWaiting(killer.pool)
    const refusal = await sealing
    await holder.end("roll back")

    assert.strictEqual(reasonOf(refusal), "StoreUnavailable")
    assert.deepInclude(await run(sealDue()), { openHours: 1, records: 1 })
    assert.strictEqual((await run(leaseDue())).records.length, 1)
    assert.isAbove(pool.totalCount, 0)
  })

  it("F4: in the middle of a lease or a settlement costs a minute, and the record is settled once", async () => {
    const { pool, run, schema } = await database.open()
    const killer = await database.open({ isMigrated: false, schema })
    await run(link(["a"]))
    await run(append([usage({ account: "a", quantity: "3" })]))
    await run(sealDue())
    const cutWhile = async <A>(table: string, work: () => Promise<A>): Promise<A> => {
      const holder = await openClient(killer.pool)
      await holder.transaction.query(`lock table "${schema}".${table} in access exclusive mode`)
      const working = work()
      await untilWaiting(killer.pool)
      await endWaiting(killer.pool)
      const answer = await working
      await holder.end("roll back")
      // The pool may lend that connection once more before it hears of its end.
      await run(Effect.ignore(balances))
      return answer
    }

    const unleased = await cutWhile("usage_record", () => run(Effect.result(leaseDue())))
    const lease = await run(leaseDue())
    const unsettled = await cutWhile("usage_record", () => run(Effect.result(settleAll(lease, accepted))))
    const later = DateTime.add(noon, { minutes: 1 })
    const again = await run(leaseDue({ now: later }))
    const settled = [...(await run(settleAll(again, accepted))), ...(await run(settleAll(lease, accepted)))]

    assert.deepStrictEqual([unleased, unsettled].map(reasonOf), ["StoreUnavailable", "StoreUnavailable"])
    assert.strictEqual(settled.length, 1)
    assert.strictEqual((await run(balances))[0]?.accepted, quantity("3"))
    assert.isAbove(pool.totalCount, 0)
  })
})

describe.skipIf(database.isMissing)("a server that refuses work", () => {
  // A server says so by a state; a trigger says it as a full disk would, without one.
  it.each([
    ["53100", "a full disk"],
    ["53300", "too many connections"],
    ["25006", "a standby"],
    ["57014", "a statement that takes too long"]
  ])(
    "F8: by the state %s, of %s, is a typed StoreUnavailable, and nothing of the call is stored",
    async (state) => {
      const { pool, run, schema } = await database.open()
      await pool.query(`create function "${schema}".refuse() returns trigger language plpgsql as
      $$ begin raise exception 'planted' using errcode = '${state}'; end $$`)
      await pool.query(`create trigger refuse before insert on "${schema}".usage_event
      for each row when (new.account = 'b') execute function "${schema}".refuse()`)

      const refusal = await run(Effect.result(append([usage({ account: "a" }), usage({ account: "b" })])))
      const answer = await run(Effect.result(append([usage({ account: "c" })])))

      assert.deepStrictEqual([refusal, answer].map(reasonOf), ["StoreUnavailable", "none"])
      assert.deepStrictEqual(
        (await run(balances)).map(({ account }) => account),
        ["c"]
      )
    }
  )

  it("F8: because all its connections are taken is a typed StoreUnavailable", async () => {
    const { pool, schema } = await database.open()
    const role = `limited_${schema}`
    await pool.query(`create role ${role} login password 'planted' connection limit 0`)
    const address = Object.assign(new URL(database.url()), { password: "planted", username: role })
    const limited = await database.open({
      config: { connectionString: address.href },
      isMigrated: false,
      schema
    })

    const refusal = await limited.run(Effect.flip(append([usage({ account: "a" })])))

    await pool.query(`drop role ${role}`)
    assert.strictEqual(refusal._tag === "StoreError" && refusal.reason._tag, "StoreUnavailable")
    assert.match(refusal.message, /53300 too many connections/)
  })

  it.each(["40001", "40P01"])(
    "F5: for a race (%s) is asked again five times at most, and then the refusal is a typed StoreBusy",
    async (state) => {
      const { pool, run, schema } = await database.open()
      await pool.query(`create sequence "${schema}".tries`)
      await pool.query(`create function "${schema}".lose() returns trigger language plpgsql as
        $$ begin
          if nextval('"${schema}".tries') <= 4 or new.account = 'unlucky' then
            raise exception 'planted' using errcode = '${state}';
          end if;
          return new;
        end $$`)
      await pool.query(`create trigger lose before insert on "${schema}".usage_event
        for each row execute function "${schema}".lose()`)

      const answer = await run(Effect.result(append([usage({ account: "a" })])))
      const refusal = await run(Effect.result(append([usage({ account: "unlucky" })])))

      const { rows } = await pool.query<{ tries: string }>(
        `select last_value::text as tries from "${schema}".tries`
      )
      assert.deepStrictEqual([answer, refusal].map(reasonOf), ["none", "StoreBusy"])
      assert.isAtMost(Number(rows[0]?.tries), 5 + 7)
    }
  )
})

describe.skipIf(database.isMissing)("a server", () => {
  const refusing = (url: string) => {
    const pool = new Pool({ connectionString: url })
    return runIn(postgresStore(pool))(Effect.result(append([usage({ account: "a" })])))
  }

  it("F6: that nobody listens for is a typed StoreUnavailable", async () => {
    const refusal = await refusing("postgres://postgres@127.0.0.1:1/postgres")

    assert.strictEqual(reasonOf(refusal), "StoreUnavailable")
  })

  it("without that database is an error of its own words", async () => {
    const refusal = await refusing(Object.assign(new URL(database.url()), { pathname: "/nowhere" }).href)

    assert.notStrictEqual(reasonOf(refusal), "none")
  })

  it.each([
    ["statement_timeout=50ms", "StoreUnavailable"],
    ["lock_timeout=50ms", "StoreBusy"]
  ])(
    "F9: that waits no longer than %s answers with a typed %s, and stays usable",
    async (setting, reason) => {
      const { pool, schema } = await database.open()
      const hasty = await database.open({
        config: { max: 1, options: `-c ${setting}` },
        isMigrated: false,
        schema
      })
      const holder = await openClient(pool)
      await holder.transaction.query(`select snapshot from "${schema}".counted_snapshot for update`)

      const refusal = await hasty.run(Effect.result(sealDue()))
      await holder.end("roll back")

      assert.strictEqual(reasonOf(refusal), reason)
      assert.deepInclude(await hasty.run(sealDue()), { openHours: 0, records: 0 })
    }
  )

  it("F9: that ends idle transactions makes a recording in one a typed StoreUnavailable", async () => {
    const { schema } = await database.open()
    const hasty = await database.open({
      config: { max: 1, options: "-c idle_in_transaction_session_timeout=50ms" },
      isMigrated: false,
      schema
    })
    const held = await openClient(hasty.pool)
    await new Promise((resolve) => held.transaction.once("end", resolve))

    const refusal = await appendIn(hasty.store, held.transaction, [usage({ account: "a" })])
    held.transaction.release(true)

    assert.strictEqual(reasonOf(refusal), "StoreUnavailable")
    assert.deepStrictEqual(await hasty.run(balances), [])
  })

  it("F8: that is a standby answers a recording with a typed StoreUnavailable", async () => {
    const { schema } = await database.open()
    const standby = await database.open({
      config: { options: "-c default_transaction_read_only=on" },
      isMigrated: false,
      schema
    })

    const refusal = await standby.run(Effect.result(append([usage({ account: "a" })])))

    assert.strictEqual(reasonOf(refusal), "StoreUnavailable")
  })
})

describe.skipIf(database.isMissing)("a server or a pool at its end", () => {
  it("F10: because every client of the pool is out is a typed StoreUnavailable in the time the pool allows, and passes", async () => {
    const { schema } = await database.open()
    const narrow = await database.open({
      config: { connectionTimeoutMillis: 50, max: 1 },
      isMigrated: false,
      schema
    })
    const holder = await openClient(narrow.pool)

    const refusals = await Promise.all([
      narrow.run(Effect.result(append([usage({ account: "a" })]))),
      narrow.run(Effect.result(sealDue())),
      narrow.run(Effect.result(leaseDue()))
    ])
    await holder.end("roll back")
    const answer = await narrow.run(Effect.result(append([usage({ account: "b" })])))

    assert.deepStrictEqual(refusals.map(reasonOf), Array(3).fill("StoreUnavailable"))
    assert.strictEqual(reasonOf(answer), "none")
    assert.deepStrictEqual(
      (await narrow.run(balances)).map(({ account }) => account),
      ["b"]
    )
  })

  it("F8: whose disk has no room for what a call needs is a typed StoreUnavailable, and nothing of the call is stored", async () => {
    const { run, schema } = await database.open()
    const full = await database.open({
      config: { options: "-c work_mem=64kB -c temp_file_limit=0" },
      isMigrated: false,
      schema
    })
    const many = Array.from({ length: 2_000 }, () => usage({ account: "a" }))

    const refusal = await full.run(Effect.flip(append(many)))
    await run(append(many))

    assert.match(refusal.message, /The store cannot be used now: 53400 /)
    assert.deepStrictEqual(
      (await run(balances)).map(({ recorded }) => recorded),
      [quantity("2000")]
    )
  })

  it.each(["53100", "57014", "25006"])(
    "F8: that refuses the records of a sealing (%s) seals nothing, and all of it when it takes them again",
    async (state) => {
      const { pool, run, schema } = await database.open()
      await pool.query(`create function "${schema}".refuse() returns trigger language plpgsql as
        $$ begin raise exception 'planted' using errcode = '${state}'; end $$`)
      await pool.query(`create trigger refuse before insert on "${schema}".usage_record
        for each row when (new.account = 'b') execute function "${schema}".refuse()`)
      await run(link(["a", "b"]))
      await run(append([usage({ account: "a" }), usage({ account: "b" })]))

      const refusal = await run(Effect.result(sealDue()))
      const between = await run(leaseDue())
      await pool.query(`drop trigger refuse on "${schema}".usage_record`)
      const sealed = await run(sealDue())

      assert.strictEqual(reasonOf(refusal), "StoreUnavailable")
      assert.deepStrictEqual([between.records.length, sealed.records], [0, 2])
    }
  )

  it("F5: that ends one of two transactions in a deadlock refuses its call as a typed StoreBusy, and takes the other's", async () => {
    const { run, schema } = await database.open()
    const hasty = await database.open({
      config: { options: "-c deadlock_timeout=20ms" },
      isMigrated: false,
      schema
    })
    const [first, second] = [await openClient(hasty.pool), await openClient(hasty.pool)]
    const recordIn = ({ transaction }: typeof first, eventId: string) =>
      appendIn(hasty.store, transaction, [usage({ account: "a", eventId })])
    await recordIn(first, "1")
    await recordIn(second, "2")

    const both = await Promise.all(
      (
        [
          [first, "2"],
          [second, "1"]
        ] as const
      ).map(async ([open, eventId]) => {
        const answer = await recordIn(open, eventId)
        await open.end(reasonOf(answer) === "none" ? "commit" : "roll back")
        return answer
      })
    )

    assert.sameMembers(both.map(reasonOf), ["none", "StoreBusy"])
    assert.deepStrictEqual(
      (await run(balances)).map(({ recorded }) => recorded),
      [quantity("2")]
    )
  })

  it.each([
    ["57P03", "the database system is starting up"],
    ["57P03", "the database system is in recovery mode"],
    ["57P01", "terminating connection due to administrator command"],
    ["53300", "sorry, too many clients already"]
  ])("F6: that answers a new connection with %s, %s, is a typed StoreUnavailable", async (state, words) => {
    const fields = `SFATAL\0VFATAL\0C${state}\0M${words}\0\0`
    const refusing = createServer((socket) => {
      socket.on("error", () => undefined)
      const length = Buffer.alloc(4)
      length.writeInt32BE(4 + fields.length)
      // As the server says it at once: no word of authentication comes first.
      socket.once("data", () => socket.end(Buffer.concat([Buffer.from("E"), length, Buffer.from(fields)])))
    })
    await new Promise<void>((listening) => refusing.listen(0, "127.0.0.1", listening))
    const { port } = refusing.address() as AddressInfo
    const pool = new Pool({ connectionString: `postgres://postgres@127.0.0.1:${port}/postgres` })

    const refusal = await runIn(postgresStore(pool))(Effect.flip(append([usage({ account: "a" })])))

    await pool.end()
    refusing.close()
    assert.include(refusal.message, `The store cannot be used now: ${state} ${words}.`)
  })
})

const accepted = Settlement.make({
  _tag: "Settled",
  meteringRecordId: "b0000000-98f0-4e90-8bd2-bf000000001e"
})

/** Ends the connections that wait for a lock. */
const endWaiting = async (pool: Pool): Promise<void> => {
  await pool.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where datname = current_database() and wait_event_type = 'Lock'`
  )
}

/** Ends every other connection to the database, as an administrator or a failover does. */
const endOthers = async (pool: Pool): Promise<void> => {
  await pool.query(
    `select pg_terminate_backend(pid, 5000) from pg_stat_activity
     where datname = current_database() and pid <> pg_backend_pid()`
  )
}
