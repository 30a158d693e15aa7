import { awsBuyerMetering } from "@tallyhour/adapter-aws"
import { startEmulator } from "@tallyhour/adapter-memory"
import { DateTime, Effect } from "effect"
import { assert, it } from "vitest"
import { mkdtempSync, readdirSync, readFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { canaryCredentials } from "../../../tooling/canaries/canaries.ts"
import { countPages, registerAtStart, startReporting } from "../src/examples/inContainer.ts"

it("the container of the page on containers registers, counts and stops", async () => {
  const { close, emulator, url } = await startEmulator()
  emulator.control("seed_product", { code: "4ml54db8vrmju", dimensions: ["pages"], kind: "container" })
  emulator.control("entitle_caller", { product_code: "4ml54db8vrmju", entitled: true })
  const volume = mkdtempSync(join(tmpdir(), "volume-"))
  const settings = {
    metering: awsBuyerMetering({
      endpoint: url,
      credentials: canaryCredentials,
      region: async () => "us-east-1"
    }),
    productCode: "4ml54db8vrmju",
    publicKey: String(emulator.control("public_key", { version: 1 }).body["pem"]),
    publicKeyVersion: 1,
    task: "task-1",
    volume
  }

  const container = await registerAtStart(settings)
  const reporting = startReporting(settings)
  const document = {
    id: "doc-1",
    pages: 2,
    printedAt: Effect.runSync(DateTime.nowAsDate),
    team: "sales"
  }
  const told = [await countPages(reporting, document), await countPages(reporting, document)]
  await countPages(reporting, { ...document, id: "doc-2", pages: 3 })
  await reporting.close()
  await container.stop()
  await close()

  const [home = ""] = readdirSync(volume)
  assert.strictEqual(container.status, "registered")
  assert.deepStrictEqual(told, ["counted", "repeated"])
  assert.include(readFileSync(join(volume, home, "state.json"), "utf8"), '"quantity":5')
})
