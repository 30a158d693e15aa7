import { RecordLedger, Settlement, Subscription } from "@tallyhour/core"
import { exampleProduct, exampleRegion, quantity } from "@tallyhour/core/testing"
import { DateTime, Effect } from "effect"
import { assert, describe, it } from "vitest"
import { explaining, plansOf } from "../test/explained.ts"
import { append, balances, leaseDue, link, noon, sealDue, settleAll, usage } from "../test/steps.ts"
import { type OpenStore, testDatabase } from "../test/testDatabase.ts"
import { untilWaiting } from "../test/untilWaiting.ts"
import { fillWithHistory } from "../test/yearsOfHistory.ts"

const database = testDatabase()

const accepted = Settlement.make({
  _tag: "Settled",
  meteringRecordId: "b0000000-98f0-4e90-8bd2-bf000000001e"
})
const refused = Settlement.make({ _tag: "Dead", reason: "InvalidTag: refused" })

const threeThousandRecords = async () => {
  const open = await database.open()
  const accounts = Array.from({ length: 50 }, (_, i) => `account ${i}`)
  await open.run(link(accounts))
  await open.run(
    append(
      accounts.flatMap((account) =>
        Array.from({ length: 60 }, (_, i) => usage({ account, meter: `meter ${i}` }))
      )
    )
  )
  await open.run(sealDue())
  return open
}

describe.skipIf(database.isMissing)("eight workers that lease at once", () => {
  const isolations = ["read committed", "repeatable read", "serializable"]

  it.each(isolations)(
    "F5: never hold one record twice and leave none, where %s is the default",
    async (level) => {
      const { run, schema } = await threeThousandRecords()
      const workers = await Promise.all(
        Array.from({ length: 8 }, () =>
          database.open({
            config: { options: `-c default_transaction_isolation=${level.replace(" ", "\\ ")}` },
            isMigrated: false,
            schema
          })
        )
      )

      const keys = (await Promise.all(workers.map(leaseUntilNothingIsLeft))).flat()

      assert.strictEqual(keys.length, 3_000)
      assert.strictEqual(new Set(keys).size, 3_000)
      assert.strictEqual((await run(leaseDue())).records.length, 0)
    }
  )

  it("and settle settle each record once", async () => {
    const { run, schema } = await threeThousandRecords()
    const workers = await Promise.all(
      Array.from({ length: 8 }, () => database.open({ isMigrated: false, schema }))
    )

    const settled = await Promise.all(workers.map(settleUntilNothingIsLeft))

    assert.strictEqual(
      settled.reduce((sum, n) => sum + n, 0),
      3_000
    )
    assert.deepStrictEqual(
      (await run(balances)).filter((balance) => balance.accepted !== quantity("1")),
      []
    )
  })
})

const leaseUntilNothingIsLeft = async ({ run }: OpenStore): Promise<ReadonlyArray<string>> => {
  const keys: Array<string> = []
  while (true) {
    const { records } = await run(leaseDue({ recordsMax: 25 }))
    if (records.length === 0) return keys
    keys.push(...records.map(({ record }) => record.dedupKey))
  }
}

const settleUntilNothingIsLeft = async ({ run }: OpenStore): Promise<number> => {
  let settled = 0
  while (true) {
    const lease = await run(leaseDue({ recordsMax: 100 }))
    if (lease.records.length === 0) return settled
    settled += (await run(settleAll(lease, accepted))).length
  }
}

describe.skipIf(database.isMissing)("a worker that remembers where it found the earliest record", () => {
  const twoWorkers = async () => {
    const worker = await database.open()
    const other = await database.open({ isMigrated: false, schema: worker.schema })
    await worker.run(link(["a"]))
    for (const occurredAt of ["2026-03-10T09:30:00Z", "2026-03-10T10:30:00Z", "2026-03-10T11:30:00Z"])
      await worker.run(append([usage({ account: "a", occurredAt })]))
    await worker.run(sealDue())
    const first = await worker.run(leaseDue({ recordsMax: 1 }))
    await worker.run(settleAll(first, accepted))
    await worker.run(leaseDue({ recordsMax: 1 }))
    return { other, worker }
  }

  it("sees one that another worker has sealed before it", async () => {
    const { other, worker } = await twoWorkers()
    await other.run(append([usage({ account: "a", occurredAt: "2026-03-10T06:30:00Z" })]))
    await other.run(sealDue())

    const [leased] = (await worker.run(leaseDue({ recordsMax: 1 }))).records

    assert.strictEqual(leased?.record.timestamp.epochMilliseconds, Date.parse("2026-03-10T06:00:00Z"))
  })

  it("sees one that another worker has brought forward to before it", async () => {
    const { other, worker } = await twoWorkers()
    const last = Date.parse("2026-03-10T11:00:00Z")
    const sooner = DateTime.add(noon, { minutes: 30 })
    const subscription = Subscription.make({
      account: "a",
      activeFrom: DateTime.makeUnsafe(last),
      agreement: { _tag: "Legacy", customerIdentifier: "of a" },
      productCode: exampleProduct,
      region: exampleRegion
    })
    await other.run(
      Effect.flatMap(RecordLedger, (ledger) =>
        ledger.hasten([{ endsAt: noon, sendBefore: sooner, subscription }])
      )
    )

    const [leased] = (await worker.run(leaseDue({ recordsMax: 1 }))).records

    assert.deepStrictEqual(
      [leased?.record.timestamp.epochMilliseconds, leased?.sendBefore.epochMilliseconds],
      [last, sooner.epochMilliseconds]
    )
  })

  it("sees one whose lease has run out before it", async () => {
    const { worker } = await twoWorkers()
    await worker.run(leaseDue({ recordsMax: 1 }))

    const taken = await worker.run(leaseDue({ now: DateTime.add(noon, { minutes: 1 }) }))

    assert.deepStrictEqual(
      taken.records.map(({ record }) => record.timestamp.epochMilliseconds),
      [Date.parse("2026-03-10T10:00:00Z"), Date.parse("2026-03-10T11:00:00Z")]
    )
  })
})

describe.skipIf(database.isMissing)("a worker that comes new", () => {
  const lowOf = async ({ pool, schema }: OpenStore): Promise<string> => {
    const { rows } = await pool.query<{ readonly low: string }>(
      `select to_char(low at time zone 'UTC', 'YYYY-MM-DD HH24:MI') as low from "${schema}".lease_order`
    )
    return rows[0]!.low
  }
  const sealHour = async ({ run }: OpenStore, occurredAt: string) => {
    await run(append([usage({ account: "a", occurredAt })]))
    await run(sealDue())
  }

  it("begins where the last sealing found the earliest record, and a record that comes in is never before that", async () => {
    const open = await database.open()
    await open.run(link(["a"]))
    const lows: Array<string> = []

    await sealHour(open, "2026-03-10T08:30:00Z")
    lows.push(await lowOf(open))
    await open.run(settleAll(await open.run(leaseDue()), accepted))
    await sealHour(open, "2026-03-10T10:30:00Z")
    lows.push(await lowOf(open))
    await sealHour(open, "2026-03-10T09:30:00Z")
    lows.push(await lowOf(open))
    await sealHour(open, "2026-03-10T11:30:00Z")
    lows.push(await lowOf(open))

    assert.deepStrictEqual(
      lows,
      ["08", "10", "09", "09"].map((hour) => `2026-03-11 ${hour}:00`)
    )
  })

  it("begins no earlier after a look for ended agreements, but for a record that was brought forward", async () => {
    const open = await database.open()
    await open.run(link(["a"]))
    const hasten = (sendBefore: string) =>
      open.run(
        Effect.flatMap(RecordLedger, (ledger) =>
          ledger.hasten([
            {
              endsAt: noon,
              sendBefore: DateTime.makeUnsafe(sendBefore),
              subscription: Subscription.make({
                account: "a",
                activeFrom: DateTime.makeUnsafe("2026-01-01T00:00:00Z"),
                agreement: { _tag: "Legacy", customerIdentifier: "of a" },
                productCode: exampleProduct,
                region: exampleRegion
              })
            }
          ])
        )
      )
    await sealHour(open, "2026-03-10T11:30:00Z")
    const lows: Array<string> = []

    await hasten("2026-03-11T11:00:00Z")
    lows.push(await lowOf(open))
    await hasten("2026-03-10T13:00:00Z")
    lows.push(await lowOf(open))

    assert.deepStrictEqual(lows, ["2026-03-11 11:00", "2026-03-10 13:00"])
  })

  it("finds every record that two statements bring in at once, though the second one began before the first was done", async () => {
    const open = await database.open()
    const { pool, run, schema } = open
    await run(link(["a"]))
    await sealHour(open, "2026-03-10T11:30:00Z")
    const [first, second] = [await pool.connect(), await pool.connect()]
    const copy = (key: string, sendBefore: string) =>
      `insert into "${schema}".usage_record (dedup_key, account, meter, product_code, region, agreement, dimension, hour,
         stamped_at, quantity, used, allocations, deadline, sealed_at, send_before, available_at)
       select '["${key}"]', account, meter, product_code, region, agreement, dimension, hour, stamped_at, quantity, used,
         allocations, deadline, sealed_at, '${sendBefore}', available_at from "${schema}".usage_record
       where dedup_key not like '["copy%'`
    await first.query("begin")
    await second.query("begin")

    await first.query(copy("copy 1", "2026-03-10T19:00:00Z"))
    const waiting = second.query(copy("copy 2", "2026-03-10T20:00:00Z"))
    await untilWaiting(pool)
    await first.query("commit")
    await waiting
    await second.query("commit")
    first.release()
    second.release()

    const { records } = await run(leaseDue())
    assert.deepStrictEqual(
      records.map(({ sendBefore }) => DateTime.formatIso(sendBefore)),
      ["2026-03-10T19:00:00.000Z", "2026-03-10T20:00:00.000Z", "2026-03-11T11:00:00.000Z"]
    )
  })
})

describe.skipIf(database.isMissing)("a worker that stood still for longer than its lease", () => {
  const twoWorkers = async () => {
    const first = await database.open()
    const second = await database.open({ isMigrated: false, schema: first.schema })
    await first.run(link(["a"]))
    await sealOneMore(first, "requests")
    return { first, second }
  }
  const sealOneMore = async ({ run }: OpenStore, meter: string) => {
    await run(append([usage({ account: "a", meter, quantity: "3" })]))
    await run(sealDue())
  }
  const later = DateTime.add(noon, { minutes: 1 })

  it("F16: settles nothing after another one has taken over and settled", async () => {
    const { first, second } = await twoWorkers()
    const stale = await first.run(leaseDue())
    const fresh = await second.run(leaseDue({ now: later }))

    const settledByFresh = await second.run(settleAll(fresh, accepted))
    const settledByStale = await first.run(settleAll(stale, refused))

    assert.deepStrictEqual([settledByFresh.length, settledByStale.length], [1, 0])
    assert.strictEqual((await first.run(balances))[0]?.accepted, quantity("3"))
  })

  it("F16: settles nothing while the other one still holds the record", async () => {
    const { first, second } = await twoWorkers()
    const stale = await first.run(leaseDue())
    const fresh = await second.run(leaseDue({ now: later }))

    const settledByStale = await first.run(settleAll(stale, refused))
    const settledByFresh = await second.run(settleAll(fresh, accepted))

    assert.deepStrictEqual([settledByStale.length, settledByFresh.length], [0, 1])
    assert.isTrue(fresh.records[0]?.mayBeAccepted)
  })

  it("and the other one, settling in the same moment, come to one settlement", async () => {
    const { first, second } = await twoWorkers()

    for (let round = 0; round < 20; round++) {
      const stale = await first.run(leaseDue())
      const [taken] = await Promise.all([
        second.run(leaseDue({ now: later })),
        first.run(settleAll(stale, accepted))
      ])
      const balance = (await first.run(balances)).at(-1)

      // Either the late word came first and nothing was left to take, or it came too late.
      assert.deepStrictEqual(
        [balance?.accepted, balance?.pending],
        taken.records.length === 0 ? [quantity("3"), 0n] : [0n, quantity("3")]
      )
      await sealOneMore(first, `round ${String(round).padStart(2, "0")}`)
    }
  })
})

describe.skipIf(database.isMissing)("a worker that was there before the first record", () => {
  it("settles without looking at others, though its plan is as old", async () => {
    const another = await database.open()
    const { schema } = another
    const config = { ...explaining, max: 1 }
    const { pool, run } = await database.open({ config, isMigrated: false, schema })
    const takePlans = plansOf(pool)
    await pool.query(`select "${schema}".settle_leased('[{"dedup_key":"of nobody"}]', 'of nobody', 'now')`)
    await fillWithHistory(another, { accounts: 1_000, events: 1_000, records: 3_000 })
    await run(link(["a"]))
    await run(append([usage({ account: "a" })]))
    await run(sealDue())
    const leased = await run(leaseDue())
    takePlans()

    const settled = await run(settleAll(leased, accepted))

    const looks = takePlans().flatMap(({ scans }) => scans.filter(({ table }) => table === "usage_record"))
    assert.strictEqual(settled.length, 1)
    assert.deepStrictEqual(
      looks.map(({ rows }) => rows),
      [1]
    )
  })

  it("leases without looking at all that is due, though the server knows nothing of it yet", async () => {
    const { schema } = await threeThousandRecords()
    const config = { ...explaining, max: 1 }
    const { pool, run } = await database.open({ config, isMigrated: false, schema })
    const takePlans = plansOf(pool)

    const { records } = await run(leaseDue({ recordsMax: 25 }))

    const looks = takePlans().flatMap(({ scans }) => scans.filter(({ table }) => table === "usage_record"))
    assert.strictEqual(records.length, 25)
    assert.isAbove(looks.length, 0)
    assert.isAtMost(Math.max(...looks.map(({ rows }) => rows)), 25)
  })
})
