import {
  BatchMeterUsageCommand,
  MarketplaceMeteringClient,
  ResolveCustomerCommand
} from "@aws-sdk/client-marketplace-metering"
import { DateTime } from "effect"
import { afterEach, assert, beforeEach, it } from "vitest"
import { canaryCredentials } from "../../../../tooling/canaries/canaries.ts"
import { alice, aMarketplace, arrange, licenseOf } from "../marketplace/testing/aMarketplace.ts"
import { startEmulator } from "./startEmulator.ts"
import type { EmulatorServer } from "./startEmulator.ts"

let server: EmulatorServer
let client: MarketplaceMeteringClient

const clientIn = (region: string) =>
  new MarketplaceMeteringClient({
    credentials: { ...canaryCredentials, accessKeyId: "AKID" },
    endpoint: server.url,
    region
  })

beforeEach(async () => {
  server = await startEmulator({ emulator: aMarketplace() })
  client = clientIn("us-east-1")
})

afterEach(async () => {
  client.destroy()
  await server.close()
})

const stamp = DateTime.toDateUtc(DateTime.makeUnsafe("2026-04-15T11:00:00.499Z"))

const usage = (Quantity: number) =>
  new BatchMeterUsageCommand({
    ProductCode: "saas1",
    UsageRecords: [{ CustomerAWSAccountId: alice, Dimension: "users", Quantity, Timestamp: stamp }]
  })

const inject = (kind: string, times = 1) =>
  arrange(server.emulator, "inject_fault", { operation: "BatchMeterUsage", kind, times })

const nameOf = async (sending: Promise<unknown>): Promise<unknown> =>
  sending.then(
    () => "no error",
    (error: Error) => error.name
  )

it("an AWS SDK meters, and gets the record back as it sent it", async () => {
  const output = await client.send(usage(3))

  const [result] = output.Results ?? []
  assert.strictEqual(result?.Status, "Success")
  assert.deepStrictEqual(result?.UsageRecord?.Timestamp, stamp)
  assert.strictEqual(result?.MeteringRecordId, server.emulator.accepted()[0]?.meteringRecordId)
  assert.deepStrictEqual(output.UnprocessedRecords, [])
  assert.isString(output.$metadata.requestId)
})

it("an AWS SDK meters by license in its own region", async () => {
  const frankfurt = clientIn("eu-central-1")

  await frankfurt.send(
    new BatchMeterUsageCommand({
      UsageRecords: [
        {
          CustomerAWSAccountId: alice,
          Dimension: "GB",
          LicenseArn: licenseOf(1),
          Quantity: 1,
          Timestamp: stamp
        }
      ]
    })
  )
  frankfurt.destroy()

  const [line] = server.emulator.accepted()
  assert.deepStrictEqual([line?.region, line?.scope], ["eu-central-1", "license"])
})

it("an AWS SDK resolves a customer", async () => {
  const { token } = arrange(server.emulator, "issue_token", {
    product_code: "saas1",
    account_id: alice,
    legacy: true
  })

  const customer = await client.send(new ResolveCustomerCommand({ RegistrationToken: String(token) }))

  assert.deepStrictEqual(
    [customer.CustomerAWSAccountId, customer.CustomerIdentifier, customer.ProductCode, customer.LicenseArn],
    [alice, "alice-id", "saas1", licenseOf(1)]
  )
})

it("an AWS SDK names the errors as the service does", async () => {
  const wrong = new BatchMeterUsageCommand({ ProductCode: "nothing", UsageRecords: [] })
  const invalidDate = DateTime.toDateUtc(DateTime.makeUnsafe(0))
  invalidDate.setTime(Number.NaN)
  const notANumber = new BatchMeterUsageCommand({
    ProductCode: "saas1",
    UsageRecords: [{ CustomerAWSAccountId: alice, Dimension: "users", Timestamp: invalidDate }]
  })

  assert.strictEqual(await nameOf(client.send(wrong)), "InvalidProductCodeException")
  assert.strictEqual(await nameOf(client.send(notANumber)), "SerializationException")
  assert.strictEqual(
    await nameOf(client.send(new ResolveCustomerCommand({ RegistrationToken: "x" }))),
    "InvalidTokenException"
  )
})

it.each(["internal", "internal_after", "drop_before", "drop_after", "html"])(
  "an AWS SDK's own retry gets over %s, and the record is billed once",
  async (kind) => {
    inject(kind)

    const output = await client.send(usage(3))

    assert.strictEqual(output.Results?.[0]?.Status, "Success")
    assert.deepStrictEqual(
      server.emulator.accepted().map((line) => line.quantity),
      [3]
    )
  }
)
