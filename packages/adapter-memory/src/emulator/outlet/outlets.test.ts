import { mkdtemp, readdir, readFile, rm } from "node:fs/promises"
import { createServer } from "node:http"
import type { Server } from "node:http"
import type { AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { gunzipSync } from "node:zlib"
import { afterEach, assert, beforeEach, it } from "vitest"
import {
  alice,
  aMarketplace,
  aRecord,
  arrange,
  meter,
  noon,
  seconds
} from "../../marketplace/testing/aMarketplace.ts"
import type { JsonObject } from "../../marketplace/ServiceAnswer.ts"
import { startEmulator } from "../startEmulator.ts"
import type { EmulatorServer, EmulatorServerOptions } from "../startEmulator.ts"

let folder: string
let server: EmulatorServer
let receiver: Server | undefined

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "tallyhour-outlet-"))
})

afterEach(async () => {
  await server.close()
  receiver?.closeAllConnections()
  receiver?.close()
  await rm(folder, { recursive: true })
})

const start = async (options: EmulatorServerOptions) => {
  const emulator = aMarketplace()
  arrange(emulator, "set_time", { now: seconds(noon), frozen: true })
  server = await startEmulator({ emulator, outletMillis: { cloudTrail: 10, events: 10 }, ...options })
  return emulator
}

const until = async (isMet: () => Promise<boolean> | boolean) => {
  for (let round = 0; round < 500; round++) {
    if (await isMet()) return
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  throw new Error("not met in time")
}

const customer = { product_code: "saas1", account_id: alice }
const kindOf = (event: JsonObject) => event["action"] ?? event["detail-type"]
const linesOf = async (path: string): Promise<ReadonlyArray<JsonObject>> =>
  (await readFile(path, "utf8").catch(() => ""))
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line))

it("events reach a file in order, once each, when their instant has come", async () => {
  const path = join(folder, "events.jsonl")
  const emulator = await start({ eventsTo: path })
  const eventsBefore = (arrange(emulator, "events", {})["events"] as ReadonlyArray<JsonObject>).length

  arrange(emulator, "set_subscription", { ...customer, state: "unsubscribe-pending" })
  await until(async () => (await linesOf(path)).length >= 3)
  arrange(emulator, "set_time", { now: seconds(noon) + 3_601, frozen: true })
  await until(async () => (await linesOf(path)).length >= 4)
  arrange(emulator, "set_subscription", { ...customer, state: "active" })
  arrange(emulator, "set_subscription", { ...customer, state: "unsubscribe-pending" })
  await server.stop()

  const told = await linesOf(path)
  assert.deepStrictEqual(told.map(kindOf), [
    "unsubscribe-pending",
    "Purchase Agreement Ended - Proposer",
    "License Deprovisioned - Manufacturer",
    "unsubscribe-success",
    "subscribe-success",
    "Purchase Agreement Created - Proposer",
    "License Updated - Manufacturer",
    "unsubscribe-pending",
    "Purchase Agreement Ended - Proposer",
    "License Deprovisioned - Manufacturer"
  ])
  const known = arrange(emulator, "events", {})["events"] as ReadonlyArray<JsonObject>
  assert.strictEqual(told.length, known.length - eventsBefore)
})

const receive = async (answer: (posted: number) => number) => {
  const bodies: Array<JsonObject> = []
  const kinds: Array<unknown> = []
  let posted = 0
  const listening = createServer((request, response) => {
    let text = ""
    request.on("data", (chunk: Buffer) => (text += chunk.toString()))
    request.on("end", () => {
      response.statusCode = answer(++posted)
      if (response.statusCode === 200) {
        bodies.push(JSON.parse(text))
        kinds.push(request.headers["x-tallyhour-event"])
      }
      response.end()
    })
  })
  receiver = listening
  await new Promise<void>((resolve) => listening.listen(0, "127.0.0.1", resolve))
  const { port } = listening.address() as AddressInfo
  return { bodies, kinds, to: `http://127.0.0.1:${port}/hook` }
}

it("events are posted to an address, and again if it fails", async () => {
  const { bodies, kinds, to } = await receive((posted) => (posted === 1 ? 503 : 200))
  const emulator = await start({ eventsTo: to })

  arrange(emulator, "set_subscription", { ...customer, state: "cancelled" })
  await until(() => bodies.length >= 3)

  assert.deepStrictEqual(bodies.map(kindOf), [
    "unsubscribe-success",
    "Purchase Agreement Ended - Proposer",
    "License Deprovisioned - Manufacturer"
  ])
  assert.deepStrictEqual(kinds, ["sns", "eventbridge", "eventbridge"])
})

it("an event that nobody takes is given up and complained of", async () => {
  const problems: Array<unknown> = []
  const { to } = await receive(() => 500)
  const emulator = await start({ eventsTo: to, onOutletProblem: (cause) => problems.push(cause) })

  arrange(emulator, "set_subscription", { ...customer, state: "suspended" })
  arrange(emulator, "set_subscription", { ...customer, state: "active" })
  await until(() => problems.length > 0)

  assert.match(String(problems[0]), /was not taken by http/)
})

it("CloudTrail's files stand where a trail in S3 puts them, by region, and hold every call once", async () => {
  const emulator = await start({ cloudTrailTo: folder })
  const filesOf = async () =>
    (await readdir(folder, { recursive: true })).filter((path) => path.endsWith(".json.gz")).toSorted()

  meter(emulator, [aRecord()])
  meter(emulator, [aRecord()], { region: "eu-west-1" })
  await until(async () => (await filesOf()).length >= 2)
  arrange(emulator, "set_time", { now: seconds("2026-05-01T00:07:00Z"), frozen: true })
  meter(emulator, [aRecord({ Dimension: "none" })])
  await server.stop()

  const files = await filesOf()
  const pattern =
    /^AWSLogs\/(\d{12})\/CloudTrail\/([a-z0-9-]+)\/(\d{4}\/\d\d\/\d\d)\/\1_CloudTrail_\2_(\d{8}T\d{4})Z_[a-z0-9]{16}\.json\.gz$/
  assert.deepStrictEqual(
    files.map((path) => pattern.exec(path)?.slice(2)),
    [
      ["eu-west-1", "2026/04/15", "20260415T1200"],
      ["us-east-1", "2026/04/15", "20260415T1200"],
      ["us-east-1", "2026/05/01", "20260501T0007"]
    ]
  )
  const records = await Promise.all(
    files.map(async (path) => JSON.parse(gunzipSync(await readFile(join(folder, path))).toString()).Records)
  )
  const expected = arrange(emulator, "cloudtrail", {})["Records"] as ReadonlyArray<JsonObject>
  assert.strictEqual(expected.length, 3)
  assert.sameDeepMembers(records.flat(), JSON.parse(JSON.stringify(expected)))
})
