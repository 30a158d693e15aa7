import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import pg from "pg"
import { afterAll, assert, beforeAll, describe, inject, it } from "vitest"
import { canaries } from "../../../tooling/canaries/canaries.ts"
import { secretsIn } from "../../../tooling/canaries/secretsIn.ts"
import { tablesWithSecrets } from "../../../tooling/canaries/tablesWithSecrets.ts"
import { serveWithEffect } from "../src/examples/withEffectHttp.ts"
import { serveWithExpress } from "../src/examples/withExpress.ts"
import { serveWithHono } from "../src/examples/withHono.ts"
import { openShopDatabase } from "./openShopDatabase.ts"
import { openShopScene } from "./openShopScene.ts"

const databaseUrl = inject("databaseUrl")
const authorization = { authorization: `Bearer ${canaries.controlSecret}` }

/** What a whole life of a buyer has left on each surface, with a canary in every input. */
interface Surfaces {
  readonly answers: string
  readonly cloudTrail: string
  readonly emulator: string
  readonly log: string
  readonly state: string
}

describe.skipIf(databaseUrl === undefined).each([
  ["Express", serveWithExpress],
  ["Hono", serveWithHono],
  ["Effect", serveWithEffect]
])("after the life of a buyer of a shop on %s", (name, serve) => {
  const database = `tallyhour_secrets_${name.toLowerCase()}`
  const folder = mkdtempSync(join(tmpdir(), "secrets-"))
  let pool: pg.Pool
  let left: Surfaces

  beforeAll(async () => {
    pool = await openShopDatabase(databaseUrl!, database)
    left = await lifeOf(pool, serve, join(folder, "state"))
  })
  afterAll(async () => {
    await pool.end()
    rmSync(folder, { force: true, recursive: true })
  })

  it.each([
    ["the log", "log", "is linked"],
    ["the answers and pages", "answers", "choose Set up your account"],
    ["the page and the controls of the emulator", "emulator", "accepted"],
    ["the events of CloudTrail", "cloudTrail", "HIDDEN_DUE_TO_SECURITY_REASONS"]
  ] as const)("no secret stands in %s", (_, surface, proof) => {
    assert.include(left[surface], proof)
    assert.deepStrictEqual(secretsIn(left[surface]), [])
  })

  it("no secret stands in the emulator's state, but for the tokens that it has issued itself", () => {
    const others = secretsIn(left.state).filter((secret) => secret !== "an issued registration token")

    assert.include(left.state, "333333333333")
    assert.deepStrictEqual(others, [])
  })

  it("no secret stands in a table", async () => {
    const { rowCount } = await pool.query("select from tallyhour.subscription")

    assert.strictEqual(rowCount, 1)
    assert.deepStrictEqual(await tablesWithSecrets(databaseUrl!, [database]), [])
  })
})

describe.each([
  ["Express", serveWithExpress],
  ["Hono", serveWithHono],
  ["Effect", serveWithEffect]
])("a shop on %s whose database is away", (_, serve) => {
  it("says so without the password", async () => {
    const connectionString = `postgres://tallyhour:${canaries.databasePassword}@127.0.0.1:1/shop`
    const pool = new pg.Pool({ connectionString })

    const error = await openShopScene(pool, serve).catch((thrown: unknown) => thrown)

    await pool.end()
    assert.instanceOf(error, Error)
    assert.include(String(error), "ECONNREFUSED")
    assert.deepStrictEqual(secretsIn(`${String(error)} ${error.stack} ${JSON.stringify(error)}`), [])
  })
})

const lifeOf = async (
  pool: pg.Pool,
  serve: Parameters<typeof openShopScene>[1],
  state: string
): Promise<Surfaces> => {
  const shop = await openShopScene(pool, serve, { secret: canaries.controlSecret, state })
  const { emulator, url } = shop.aws
  const ended = "License Deprovisioned - Manufacturer"
  const answers = [
    await shop.register(),
    await shop.register(canaries.registrationToken),
    await shop.register(`${canaries.registrationToken} ${canaries.registrationToken}`),
    await shop.order({ id: "order-1" }),
    await shop.welcome(),
    await shop.tell(ended, canaries.notificationToken)
  ]
  for (const error of ["access_denied", "throttle", "internal"]) {
    emulator.control("inject_fault", { kind: error, operation: "ResolveCustomer", times: 1 })
    answers.push(await shop.register())
  }
  shop.passTo("2026-03-10T11:25:00Z")
  answers.push(await shop.tell(ended))
  await shop.restartAt("2026-03-10T11:26:00Z")
  await shop.accepted()
  const page = await fetch(`${url}/_emulator`, { headers: authorization })
  const controls = ["overview", "ledger", "events", "choices"].map((name) => emulator.control(name, {}))
  const cloudTrail = JSON.stringify(emulator.control("cloudtrail", {}))
  const surfaces = {
    answers: await textsOf(answers),
    cloudTrail,
    emulator: `${await textsOf([page])}${JSON.stringify(controls)}`,
    log: shop.said.join("\n")
  }
  await shop.close()
  return { ...surfaces, state: readFileSync(state, "utf8") }
}

const textsOf = async (answers: ReadonlyArray<Response>): Promise<string> => {
  const texts = await Promise.all(
    answers.map(async (answer) => JSON.stringify([answer.status, [...answer.headers], await answer.text()]))
  )
  return texts.join("\n")
}
