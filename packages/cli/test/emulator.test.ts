import { mkdtemp, readdir, readFile, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { afterAll, assert, beforeAll, it } from "vitest"
import { canaries } from "../../../tooling/canaries/canaries.ts"
import { control, startEmulatorProcess as start } from "./emulatorProcess.ts"
import { runTallyhour } from "./runTallyhour.ts"

const market = fileURLToPath(new URL("../../adapter-memory/examples/market.json", import.meta.url))

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tallyhour-emulator-"))
})

afterAll(() => rm(folder, { recursive: true }))

const meter = (url: string, hour: number, quantity: number) =>
  fetch(url, {
    method: "POST",
    headers: {
      Authorization: "AWS4-HMAC-SHA256 Credential=A/20260331/us-east-1/aws-marketplace/aws4_request",
      "X-Amz-Target": "AWSMPMeteringService.BatchMeterUsage"
    },
    body: JSON.stringify({
      ProductCode: "4ml54db8vrmju",
      UsageRecords: [
        { CustomerAWSAccountId: "111111111111", Dimension: "pages", Quantity: quantity, Timestamp: hour }
      ]
    })
  })

const hour = Date.parse("2026-03-31T19:00:00Z") / 1_000

it("serves what its seed file says, keeps it over a kill, and stops when it is told to", async () => {
  const state = join(folder, "market.state")
  const first = await start(["--seed", market, "--state", state])

  const health = await fetch(`${first.url}/healthz`)
  const page = await fetch(`${first.url}/_emulator`)
  await meter(first.url, hour, 40)
  await first.stop("SIGKILL")
  const second = await start(["--seed", market, "--state", state])
  const { body } = await control(second.url, "invoice")

  assert.deepStrictEqual([health.status, page.status], [200, 200])
  assert.deepStrictEqual([body["month"], body["amount"]], ["2026-03", "1"])
  assert.strictEqual(await second.stop("SIGTERM"), 0)
})

it("says where it is, to people and, if asked, to machines", async () => {
  const [told, asked] = await Promise.all([start([]), start(["--json"])])

  assert.strictEqual(
    told.stdout,
    `Emulating AWS Marketplace metering at ${told.url}\n` +
      "Point an AWS SDK at it:\n" +
      `  AWS_ENDPOINT_URL_MARKETPLACE_METERING=${told.url}\n` +
      `  AWS_ENDPOINT_URL_MARKETPLACE_ENTITLEMENT_SERVICE=${told.url}\n` +
      `See what it holds: ${told.url}/_emulator\n`
  )
  assert.strictEqual(asked.stdout.trimEnd().split("\n").length, 1)
  assert.deepStrictEqual(JSON.parse(asked.stdout), {
    url: asked.url,
    page: `${asked.url}/_emulator`,
    environment: {
      AWS_ENDPOINT_URL_MARKETPLACE_METERING: asked.url,
      AWS_ENDPOINT_URL_MARKETPLACE_ENTITLEMENT_SERVICE: asked.url
    }
  })
  await Promise.all([told.stop("SIGTERM"), asked.stop("SIGTERM")])
})

it("throttles at the published rates if asked", async () => {
  const { stop, url } = await start(["--seed", market, "--published-quotas"])

  const answers = await Promise.all(Array.from({ length: 40 }, () => meter(url, hour, 3)))

  const statuses = answers.map(({ status }) => status)
  assert.isAtLeast(statuses.filter((status) => status === 200).length, 10)
  assert.include(statuses, 400)
  await stop("SIGTERM")
})

it("stops on an interrupt from the keyboard as well", async () => {
  const { stop } = await start([])

  assert.strictEqual(await stop("SIGINT"), 0)
})

it("a request under way is answered before it stops, and what is to leave it leaves it", async () => {
  const trail = join(folder, "trail")
  const { stop, url } = await start(["--seed", market, "--cloudtrail-to", trail])
  await fetch(`${url}/__control/inject_fault`, {
    method: "POST",
    body: JSON.stringify({ operation: "BatchMeterUsage", kind: "latency", ms: 600 })
  })
  const answer = meter(url, hour, 3)
  while (((await control(url, "cloudtrail")).body["Records"] as ReadonlyArray<unknown>).length === 0) continue

  const status = await stop("SIGTERM")

  assert.deepStrictEqual([(await answer).status, status], [200, 0])
  const files = await readdir(trail, { recursive: true })
  assert.strictEqual(files.filter((path) => path.endsWith(".json.gz")).length, 1)
})

it("answers as soon as it says that it is ready, and tells how soon that was", async () => {
  const { millis, stop, url } = await start([])

  const { status } = await fetch(`${url}/healthz`)

  // A second is what we mean to keep; no test fails by the clock, because other programs may keep the machine busy.
  process.stdout.write(`ready after ${Math.round(millis)} ms\n`)
  await stop("SIGKILL")
  assert.strictEqual(status, 200)
})

it("listens to other machines only with a secret, and asks for it", async () => {
  const refused = await runTallyhour(["emulator", "--host", "0.0.0.0", "--port", "0"])
  const { stop, url } = await start(["--host", "0.0.0.0"], {
    TALLYHOUR_EMULATOR_SECRET: canaries.controlSecret
  })
  const here = url.replace("0.0.0.0", "127.0.0.1")

  const without = await control(here, "ledger")
  const withSecret = await control(here, "ledger", {
    headers: { Authorization: `Bearer ${canaries.controlSecret}` }
  })

  assert.strictEqual(refused.status, 1)
  assert.match(refused.stderr, /^tallyhour: At 0\.0\.0\.0 .*--secret.*\n$/)
  assert.deepStrictEqual([without.status, withSecret.status], [401, 200])
  await stop("SIGTERM")
})

it("says in a sentence why it cannot start", async () => {
  const { stop, url } = await start([])
  const { port } = new URL(url)

  const runs = await Promise.all([
    runTallyhour(["emulator", "--port", port]),
    runTallyhour(["emulator", "--port", "0", "--seed", join(folder, "none.json")]),
    runTallyhour(["emulator", "--port", "0", "--state", market])
  ])

  assert.deepStrictEqual(
    runs.map(({ status, stdout }) => [status, stdout]),
    [
      [1, ""],
      [1, ""],
      [1, ""]
    ]
  )
  assert.match(runs[0]?.stderr ?? "", /^tallyhour: Port \d+ of 127\.0\.0\.1 cannot be listened on: .*\n$/)
  assert.match(runs[1]?.stderr ?? "", /^tallyhour: .*none\.json.*\n$/)
  assert.match(runs[2]?.stderr ?? "", /^tallyhour: .*is not a state file.*\n$/)
  await stop("SIGTERM")
})

it("its help shows how it is used", async () => {
  const { stdout } = await runTallyhour(["emulator", "--help"])

  for (const part of [
    "--seed",
    "--state",
    "--secret",
    "--json",
    "EXAMPLES",
    "AWS_ENDPOINT_URL_MARKETPLACE_METERING"
  ]) {
    assert.include(stdout, part)
  }
})

it("the example seed file is the one that its page shows", async () => {
  const readme = await readFile(new URL("../../adapter-memory/README.md", import.meta.url), "utf8")

  const [, shown = ""] = /```json\n([^]*?)```/.exec(readme) ?? []

  assert.deepStrictEqual(JSON.parse(shown), JSON.parse(await readFile(market, "utf8")))
})
